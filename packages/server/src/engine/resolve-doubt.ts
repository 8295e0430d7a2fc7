import type { TurnEvent } from '@parlance/wire';
import type { EngineContext } from './engine-context.ts';
import type { LiveTurn } from './live-turn.ts';
import type { TurnStarter } from './start-turn.ts';

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
  const stored = await context.doubts.lookUp(id);
  if (stored === null) {
    context.live.delete(id);
    live.release();
    return;
  }
  live.hold(stored.reserved);
  live.publish([started]);
  context.observer.turnAccepted(stored);
  if (stored.status === 'queued') {
    starter.enqueue(live);
    await starter.advance(conversation);
  } else {
    starter.start(live);
  }
}
