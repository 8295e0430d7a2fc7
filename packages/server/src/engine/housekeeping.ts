import type { EngineContext } from './engine-context.ts';
import { StoreUnavailable } from '../ports/store.ts';

const SWEEP_EVERY_MS = 10 * 60 * 1_000;

/**
 * Takes this node's lease and keeps it, at a third of its length. A node that lost it stops writing at once: its
 * turns belong to others. While the store is down nothing can be appended anyway. Source: TURN.md 21.
 */
export async function keepLease(context: EngineContext): Promise<() => void> {
  const { store, node, limits } = context;
  await store.renewLease(node, limits.leaseMs);
  return repeat(context, limits.leaseMs / 3, 'renew lease', async () => {
    try {
      await store.renewLease(node, limits.leaseMs);
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        return;
      }
      for (const live of context.live.values()) {
        live.stop({ kind: 'fenced' });
      }
      throw error;
    }
  });
}

/** Removes logs and keys that outlived their retention. Source: TURN.md 20. */
export function keepSwept(context: EngineContext): () => void {
  const { store, clock, limits } = context;
  return repeat(context, SWEEP_EVERY_MS, 'sweep', () => store.sweep(clock.now() - limits.retentionMs));
}

function repeat(context: EngineContext, everyMs: number, what: string, work: () => Promise<void>): () => void {
  let cancel = (): void => undefined;
  let stopped = false;
  const next = (): void => {
    if (stopped) {
      return;
    }
    cancel = context.clock.after(everyMs, () => {
      work()
        .catch((error: unknown) => context.observer.unexpected(what, error))
        .finally(next);
    });
  };
  next();
  return () => {
    stopped = true;
    cancel();
  };
}
