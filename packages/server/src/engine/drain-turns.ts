import type { EngineContext } from './engine-context.ts';

/**
 * Lets running turns finish until the deadline, then stops them without a terminal, so that whoever opens the store
 * next takes them over with all that was said. Source: TURN.md 33.
 */
export async function drainTurns(context: EngineContext, deadlineMs: number): Promise<void> {
  if (deadlineMs > 0 && context.live.size > 0) {
    await lastTurnEnded(context, deadlineMs);
  }
  for (const live of context.live.values()) {
    live.stop({ kind: 'handover' });
  }
}

function lastTurnEnded(context: EngineContext, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cancelTimer = context.clock.after(deadlineMs, resolve);
    for (const live of context.live.values()) {
      live.subscribe(() => {
        // The terminal's listeners run before the turn leaves the registry.
        const open = [...context.live.values()].some((turn) => !turn.over);
        if (!open) {
          cancelTimer();
          resolve();
        }
      });
    }
  });
}
