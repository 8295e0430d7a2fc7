import type { EngineContext } from './engine-context.ts';
import type { LiveTurn } from './live-turn.ts';

/**
 * Lets running turns finish until the deadline, then stops them without a terminal, so that whoever opens the store
 * next takes them over with all that was said. Source: TURN.md 33.
 */
export async function drainTurns(
  context: EngineContext,
  accepting: Iterable<Promise<unknown>>,
  deadlineMs: number,
): Promise<void> {
  if (deadlineMs > 0) {
    // What is being stored right now becomes a turn like the others.
    const accepted = Promise.allSettled(accepting);
    await withinTime(
      context,
      deadlineMs,
      accepted.then(() => lastTurnEnded(context)),
    );
  }
  for (const live of context.live.values()) {
    live.stop({ kind: 'handover' });
  }
}

/** One after the other: a turn may have been accepted just before the end, or may still wait for the one before it. */
async function lastTurnEnded({ live }: EngineContext): Promise<void> {
  for (;;) {
    const open = [...live.values()].find((turn) => !turn.over);
    if (open === undefined) {
      return;
    }
    await ended(open);
  }
}

function ended(turn: LiveTurn): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = turn.subscribe(() => {
      if (turn.over) {
        unsubscribe();
        resolve();
      }
    });
  });
}

async function withinTime({ clock }: EngineContext, deadlineMs: number, work: Promise<void>): Promise<void> {
  let cancelTimer = (): void => undefined;
  const deadline = new Promise<void>((resolve) => {
    cancelTimer = clock.after(deadlineMs, resolve);
  });
  await Promise.race([work, deadline]);
  cancelTimer();
}
