import type { TurnEvent } from '@parlance/wire';
import type { TurnRecord } from '../ports/records.ts';
import { StoreUnavailable } from '../ports/store.ts';
import type { EngineContext } from './engine-context.ts';
import type { LiveTurn } from './live-turn.ts';
import type { TurnStarter } from './start-turn.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Finds out whether an acceptance was applied whose answer was lost. A turn that is stored is run, because nobody else
 * would, and every later turn of its conversation waits for it; a repeat with its key attaches to it.
 */
export async function resolveDoubt(
  context: EngineContext,
  starter: TurnStarter,
  live: LiveTurn,
  started: TurnEvent,
): Promise<void> {
  const { id, conversation } = live.record;
  const stored = await lookUp(context, id);
  if (stored === null) {
    context.live.delete(id);
    live.release();
    return;
  }
  live.publish([started]);
  context.observer.turnAccepted(stored);
  if (stored.status === 'queued') {
    starter.enqueue(live);
    await starter.advance(conversation);
  } else {
    starter.start(live);
  }
}

/** Asks until the store answers. */
async function lookUp({ store, clock }: EngineContext, turn: string): Promise<TurnRecord | null> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    await new Promise<void>((resolve) => clock.after(pauseMs, resolve));
    try {
      return await store.turn(turn);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) {
        throw error;
      }
    }
  }
}
