import type { TurnEvent } from '@parlance/wire';
import type { TurnRecord } from '../ports/records.ts';
import type { EngineContext } from './engine-context.ts';
import { finishTurn, type Ending } from './finish-turn.ts';
import { LiveTurn } from './live-turn.ts';
import { createWriter } from './live-writer.ts';
import { capabilitiesOf } from './run-turn.ts';
import type { TurnStarter } from './start-turn.ts';

const PAGE = 1_024;

/**
 * Takes over what a dead node left: a turn without content runs again, one with content ends as interrupted with
 * what was said, because text that a reader has seen is never restarted. Resolves when every turn has a terminal or
 * is under way. Source: TURN.md 22.
 */
export async function recoverTurns(context: EngineContext, starter: TurnStarter): Promise<number> {
  const turns = await context.store.claimAbandoned(context.node);
  const recovered = await Promise.all(turns.map((turn) => readLeftovers(context, turn)));
  for (const { live } of recovered) {
    context.live.set(live.record.id, live);
  }
  await Promise.all(recovered.map((leftover) => resume(context, starter, leftover)));
  for (const conversation of new Set(turns.map((turn) => turn.conversation))) {
    await starter.advance(conversation);
  }
  return turns.length;
}

interface Leftover {
  readonly live: LiveTurn;
  readonly text: string;
  readonly deltas: number;
  /** A reader has seen a piece of an answer, or a tool has been used. */
  readonly begun: boolean;
  /** Parts that were begun and not ended. */
  readonly openPart: number | null;
}

async function readLeftovers(context: EngineContext, turn: TurnRecord): Promise<Leftover> {
  const texts: string[] = [];
  const textParts = new Set<number>();
  let deltas = 0;
  let begun = false;
  let openPart: number | null = null;
  let seq = -1;
  for (;;) {
    const events: readonly TurnEvent[] = await context.log.read(turn.id, seq, PAGE);
    for (const event of events) {
      seq = event.seq;
      begun ||= event.type.startsWith('part.') || event.type.startsWith('tool.');
      if (event.type === 'part.started') {
        openPart = event.part;
        if (event.kind === 'text') {
          textParts.add(event.part);
        }
      } else if (event.type === 'part.ended') {
        openPart = null;
      } else if (event.type === 'part.delta') {
        deltas += 1;
        if (textParts.has(event.part)) {
          texts.push(event.text);
        }
      }
    }
    if (events.length === 0) {
      return { live: new LiveTurn(turn, seq), text: texts.join(''), deltas, begun, openPart };
    }
  }
}

async function resume(context: EngineContext, starter: TurnStarter, leftover: Leftover): Promise<void> {
  const { live } = leftover;
  const { record } = live;
  if (record.cancelRequestedBy !== null) {
    context.observer.takenOver(record, 'cancelled');
    return end(context, starter, leftover, { kind: 'cancelled', by: record.cancelRequestedBy });
  }
  if (record.status === 'queued') {
    context.observer.takenOver(record, 'queued');
    starter.enqueue(live);
    return;
  }
  if (leftover.begun || record.attempts >= context.limits.maxAttempts) {
    context.observer.takenOver(record, 'with-content');
    return end(context, starter, leftover, { kind: 'failed', code: 'interrupted', cause: null });
  }
  context.observer.takenOver(record, 'before-content');
  live.attempts += 1;
  const { attempts, calls } = live;
  const outcome = await context.group.commit({
    writes: [{ kind: 'turn.attempt', turn: record.id, epoch: record.epoch, attempts, calls }],
  });
  if (!outcome.committed) {
    context.observer.fenced(record);
    return starter.ended(live);
  }
  starter.start(live);
}

async function end(context: EngineContext, starter: TurnStarter, leftover: Leftover, ending: Ending): Promise<void> {
  const { live, openPart } = leftover;
  const { record } = live;
  const writer = createWriter(context, live);
  const messages = await context.store.branch(record.conversation, record.userMessage, 1);
  await finishTurn(context, live, writer, {
    ending,
    recorder: {
      close: () => {
        if (openPart !== null) {
          writer.push({ type: 'part.ended', part: openPart });
        }
      },
      text: leftover.text,
      deltas: leftover.deltas,
      usage: null,
    },
    messages,
    shown: null,
    capabilities: capabilitiesOf(context, record.assistant),
    startedAt: record.createdAt,
  });
  await starter.ended(live);
}
