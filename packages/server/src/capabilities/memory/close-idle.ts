import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';

/** A conversation that was silent for so long has ended for now. Source: RETRIEVAL.md §3.2 and CONTRACT.md §2.5. */
const IDLE_MS = 30 * 60_000;
const LOOK_EVERY_MS = 60_000;
const MOST_AT_ONCE = 100;

export interface IdleParts {
  readonly store: Pick<Store, 'commit'>;
  readonly clock: Clock;
  readonly wake: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Hands the messages of conversations that fell silent to extraction, until it is stopped. */
export function closeIdleBatches({ store, clock, wake, onFailure }: IdleParts): { stop(): Promise<void> } {
  let cancelTimer = (): void => undefined;
  let looking = Promise.resolve();
  let isStopped = false;
  const look = async (): Promise<void> => {
    const now = clock.now();
    const write = { kind: 'memory.close' as const, before: now - IDLE_MS, at: now, limit: MOST_AT_ONCE };
    await store.commit([{ writes: [write] }]).then(wake, onFailure);
    if (!isStopped) wait();
  };
  const wait = (): void => {
    cancelTimer = clock.after(LOOK_EVERY_MS, () => {
      looking = look();
    });
  };
  wait();
  return {
    stop: async () => {
      isStopped = true;
      cancelTimer();
      await looking;
    },
  };
}
