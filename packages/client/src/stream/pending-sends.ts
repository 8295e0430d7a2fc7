import { isRecord, numberIn, parseJson, textIn, type JsonRecord } from '../json.ts';
import type { ClientStorage } from '../storage.ts';

/** A send that has not ended, as it is kept over reloads and restarts. */
export interface PendingSend {
  /** Made once for each send and used for each attempt, so that the server makes one turn of all of them. */
  readonly key: string;
  readonly path: string;
  readonly body: JsonRecord;
  /** The conversation that it belongs to, where that is known. */
  readonly conversation: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Known from the acceptance on. */
  readonly turn: string | null;
  /** The event up to which the application has said that it is done; −1 for none. */
  readonly checkpoint: number;
  /** True where somebody wants it stopped, and the server has not yet said that it knows. */
  readonly isCancelled: boolean;
}

/** True where the answer to the send itself is a stream of turn events. */
export function isAnsweredNatively({ path }: PendingSend): boolean {
  return path.startsWith('/api/v1/conversations/');
}

export interface PendingSends {
  save(send: PendingSend): Promise<void>;
  drop(key: string): Promise<void>;
  /** The oldest first. */
  list(): Promise<readonly PendingSend[]>;
}

/** Servers keep a key for a day at least. An older message might be answered and paid for a second time. */
const KEPT_MS = 23 * 3_600_000;

/** Keeps sends in `storage`. Where that fails, they end with this page: a full storage must not keep anybody from sending. */
export function createPendingSends(storage: ClientStorage, scope: string, now: () => number): PendingSends {
  const prefix = `parlance:send:${scope}:`;
  // One write after the other: a late save must not bring back what has been dropped. The first is not put off, so that
  // in a page a send is kept before `send` returns.
  let writing: Promise<void> = Promise.resolve();
  let waiting = 0;
  const write = (work: () => Promise<void>): Promise<void> => {
    const started = waiting === 0 ? work() : writing.then(work);
    waiting += 1;
    writing = started
      .catch(() => undefined)
      .then(() => {
        waiting -= 1;
      });
    return writing;
  };
  const read = async (name: string): Promise<PendingSend | null> => {
    const send = parse(await storage.get(name));
    if (send !== null && send.createdAt > now() - KEPT_MS) return send;
    await storage.remove(name);
    return null;
  };
  return {
    save: (send) => write(() => storage.set(prefix + send.key, JSON.stringify(send))),
    drop: (key) => write(() => storage.remove(prefix + key)),
    list: async () => {
      const names = await storage.keys(prefix).catch(() => []);
      const sends = await Promise.all(names.map((name) => read(name).catch(() => null)));
      // Not toSorted: React Native's engine may not have it.
      return sends.filter((send) => send !== null).sort((one, other) => one.createdAt - other.createdAt);
    },
  };
}

function parse(text: string | null): PendingSend | null {
  const value = parseJson(text ?? '');
  const key = textIn(value, 'key');
  const path = textIn(value, 'path');
  if (!isRecord(value) || key === undefined || path === undefined || !isRecord(value['body'])) return null;
  return {
    key,
    path,
    body: value['body'],
    conversation: textIn(value, 'conversation') ?? null,
    createdAt: numberIn(value, 'createdAt') ?? 0,
    turn: textIn(value, 'turn') ?? null,
    checkpoint: numberIn(value, 'checkpoint') ?? -1,
    isCancelled: value['isCancelled'] === true,
  };
}
