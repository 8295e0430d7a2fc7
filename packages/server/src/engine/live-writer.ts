import type { EngineContext } from './engine-context.ts';
import type { LiveTurn } from './live-turn.ts';
import { TurnWriter } from './turn-writer.ts';

/** A writer that goes on after what is committed of `live`. */
export function createWriter(context: EngineContext, live: LiveTurn): TurnWriter {
  const { record } = live;
  return new TurnWriter({
    turn: record.id,
    epoch: record.epoch,
    nextSeq: live.committedSeq + 1,
    clock: context.clock,
    group: context.group,
    onCommitted: (events) => live.publish(events),
    onFenced: () => {
      live.stop({ kind: 'fenced' });
      context.observer.fenced(record);
    },
  });
}
