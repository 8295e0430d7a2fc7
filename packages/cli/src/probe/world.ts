import { Skipped } from './failure.ts';
import { beginReply, type BegunReply, type Reply } from './reply.ts';

const LIMIT_MS = 120_000;

export interface Asking {
  readonly path: string;
  /** Default: POST with a body or a form, else GET. */
  readonly method?: string;
  readonly body?: unknown;
  readonly form?: FormData;
  /** Sent as it is. */
  readonly raw?: { readonly type: string; readonly text: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** Without the token. */
  readonly anonymous?: boolean;
}

/** The server, as the steps see it, and what they have made there. */
export interface World {
  /** Distinguishes what this run makes from all else. */
  readonly run: string;
  readonly hasToken: boolean;
  readonly ask: (asking: Asking) => Promise<Reply>;
  /** The same, without waiting for the end. */
  readonly begin: (asking: Asking) => Promise<BegunReply>;
  /** Notes what later steps need. */
  keep(name: string, value: string): void;
  /** What an earlier step kept; throws `Skipped` where it did not get there. */
  kept(name: string): string;
  /** Removes something after all steps, the last one first; gone already is fine. */
  atEnd(path: string): void;
}

export interface OpenWorld extends World {
  /** Removes all that was made; resolves with the paths that could not be. */
  cleanUp(): Promise<readonly string[]>;
}

export function openWorld(base: string, token: string | null, run: string): OpenWorld {
  const values = new Map<string, string>();
  const removals: string[] = [];
  const begin: World['begin'] = async ({ path, body, form, raw, headers = {}, anonymous = false, method }) => {
    const sent = form ?? raw?.text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(base + path, {
      method: method ?? (sent === undefined ? 'GET' : 'POST'),
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(raw === undefined ? {} : { 'Content-Type': raw.type }),
        ...(token === null || anonymous ? {} : { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    return beginReply(response);
  };
  const ask: World['ask'] = async (asking) => await (await begin(asking)).finish();
  return {
    run,
    hasToken: token !== null,
    ask,
    begin,
    keep: (name, value) => void values.set(name, value),
    kept: (name) => {
      const value = values.get(name);
      if (value === undefined) throw new Skipped(`there is no ${name}, since what makes one did not succeed`);
      return value;
    },
    atEnd: (path) => void removals.push(path),
    cleanUp: async () => {
      const left: string[] = [];
      for (const path of removals.toReversed()) {
        const { status } = await ask({ method: 'DELETE', path });
        if (status >= 300 && status !== 404) left.push(path);
      }
      return left;
    },
  };
}
