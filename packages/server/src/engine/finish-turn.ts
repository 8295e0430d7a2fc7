import type { FinishReason, TerminalEvent, TurnEventBody, UsageReport } from '@parlance/wire';
import type { MessageRecord, MessageStatus, UsageRecord } from '../ports/records.ts';
import type { CommitOutcome, Write } from '../ports/store.ts';
import type { AnswerRecorder } from './answer-recorder.ts';
import type { Capability, Settlement, SettledTurn } from './capability.ts';
import { textOf } from './context.ts';
import type { EngineContext } from './engine-context.ts';
import { turnFailure } from './error-text.ts';
import type { ErrorCode } from './errors.ts';
import type { LiveTurn } from './live-turn.ts';
import { isFenced, type TurnWriter } from './turn-writer.ts';

export type Ending =
  | { readonly kind: 'completed'; readonly finish: FinishReason }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly cause: unknown }
  | { readonly kind: 'cancelled'; readonly by: string }
  /** Another node ends it, or this one after its restart. */
  | { readonly kind: 'abandoned' };

export interface Finish {
  readonly ending: Ending;
  readonly recorder: Pick<AnswerRecorder, 'close' | 'text' | 'deltas' | 'usage'>;
  readonly messages: readonly MessageRecord[];
  readonly capabilities: readonly Capability[];
  readonly startedAt: number;
}

/**
 * Ends a turn: the answer's message, its usage, what the capabilities settle and the terminal event are one
 * transaction, so that there is exactly one terminal and nothing is half done. Source: TURN.md 17.
 */
export async function finishTurn(
  context: EngineContext,
  live: LiveTurn,
  writer: TurnWriter,
  finish: Finish,
): Promise<void> {
  const { ending, recorder } = finish;
  if (ending.kind === 'abandoned' || writer.closed) {
    return;
  }
  recorder.close();
  const usage = await usageOf(context, live, finish);
  const settled: SettledTurn = { turn: live.record, status: ending.kind, text: recorder.text, usage };
  const settlement = await settle(context, finish.capabilities, settled);
  const terminal = terminalEvent(live, ending, recorder.text);
  const report: UsageReport[] = usage === null ? [] : [{ type: 'usage', ...usage }];
  const writes = closingWrites(context, live, ending, recorder.text, usage);
  let outcome = await writer.end([...settlement.events, ...report, terminal], [...writes, ...settlement.writes]);
  if (!outcome.committed && !isFenced(outcome)) {
    // A capability's write was refused, and the whole unit with it. The reader still gets the one terminal.
    const refused = settlement.writes[outcome.write - writes.length - 1]?.kind ?? 'turn.end';
    context.observer.unexpected('settle', new Error(`${refused} was refused: ${outcome.reason}`));
    outcome = await writer.end([...report, terminal], writes);
  }
  if (!outcome.committed) {
    // Nothing more will come from here: nobody may wait for it.
    live.release();
    if (!isFenced(outcome)) {
      context.observer.unexpected('end turn', new Error(`The end was refused: ${outcome.reason}`));
    }
  }
  announce(context, live, finish, outcome);
}

function closingWrites(
  context: EngineContext,
  live: LiveTurn,
  ending: Exclude<Ending, { kind: 'abandoned' }>,
  text: string,
  usage: UsageRecord | null,
): Write[] {
  const { record } = live;
  const now = context.clock.now();
  return [
    {
      kind: 'message.create',
      follow: 'parent',
      message: {
        id: record.assistantMessage,
        conversation: record.conversation,
        parent: record.userMessage,
        role: 'assistant',
        parts: [{ kind: 'text', text }],
        status: messageStatus(ending),
        turn: record.id,
        createdAt: now,
      },
    },
    { kind: 'turn.end', turn: record.id, epoch: record.epoch, status: ending.kind, usage, calls: live.calls, at: now },
  ];
}

function messageStatus(ending: Ending): MessageStatus {
  switch (ending.kind) {
    case 'completed':
      return 'complete';
    case 'cancelled':
      return 'cancelled';
    default:
      return ending.kind === 'failed' && ending.code !== 'interrupted' ? 'error' : 'interrupted';
  }
}

function terminalEvent(live: LiveTurn, ending: Exclude<Ending, { kind: 'abandoned' }>, text: string): TerminalEvent {
  switch (ending.kind) {
    case 'completed':
      return { type: 'turn.completed', finish: ending.finish, text, message: live.record.assistantMessage };
    case 'cancelled':
      return { type: 'turn.cancelled', by: ending.by, partial: text };
    case 'failed': {
      const failure = turnFailure(ending.code);
      return {
        type: 'turn.failed',
        code: ending.code,
        message: failure.text,
        retryable: failure.retryable,
        partial: text,
      };
    }
  }
}

/** What the provider reported, else our own count, marked as such; nothing where nothing was generated. TURN.md 25. */
async function usageOf(
  context: EngineContext,
  live: LiveTurn,
  { recorder, messages, ending }: Finish,
): Promise<UsageRecord | null> {
  // The model that answered in the end; the turn's own where none was asked.
  const own = live.record.model;
  const { provider, model } = live.calls.at(-1) ?? { provider: context.models.modelFor(own).provider, model: own };
  if (recorder.usage !== null) {
    return { ...recorder.usage, provider, model, estimated: false };
  }
  if (recorder.deltas === 0 && ending.kind !== 'completed') {
    return null;
  }
  try {
    const asked = messages.map((message) => textOf(message.parts)).join('\n');
    const [input, output] = await Promise.all([
      context.tokenCounter.count(asked),
      context.tokenCounter.count(recorder.text),
    ]);
    return { input, output, provider, model, estimated: true };
  } catch (error) {
    context.observer.unexpected('count tokens', error);
    return null;
  }
}

async function settle(
  context: EngineContext,
  capabilities: readonly Capability[],
  turn: SettledTurn,
): Promise<Settlement> {
  const events: Exclude<TurnEventBody, TerminalEvent>[] = [];
  const writes: Write[] = [];
  for (const capability of capabilities) {
    if (capability.settle !== undefined) {
      try {
        const part = await within(context, capability.settle(turn));
        events.push(...part.events);
        writes.push(...part.writes);
      } catch (error) {
        context.observer.degraded(turn.turn, capability.name, error);
      }
    }
  }
  return { events, writes };
}

/** The terminal does not wait for a capability longer than the limit. */
function within<T>(context: EngineContext, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const { settleMs } = context.limits;
    const cancelTimer = context.clock.after(settleMs, () => reject(new Error(`It took longer than ${settleMs} ms.`)));
    work.then(resolve, reject).finally(cancelTimer);
  });
}

function announce(context: EngineContext, live: LiveTurn, finish: Finish, outcome: CommitOutcome): void {
  const { ending, recorder, startedAt } = finish;
  if (!outcome.committed || ending.kind === 'abandoned') {
    return;
  }
  context.observer.turnEnded(live.record, {
    status: ending.kind,
    code: ending.kind === 'failed' ? ending.code : null,
    cause: ending.kind === 'failed' ? ending.cause : null,
    durationMs: context.clock.now() - startedAt,
    deltas: recorder.deltas,
  });
}
