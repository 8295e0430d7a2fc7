import type { FinishReason, TerminalEvent, UsageReport } from '@parlance/wire';
import { textOf, type MessageRecord, type MessageStatus, type UsageRecord } from '../ports/records.ts';
import type { CommitOutcome, Write } from '../ports/store.ts';
import type { AnswerRecorder } from './answer-recorder.ts';
import { askBeside } from './ask-beside.ts';
import type { Capability, SettledTurn, ShownContext } from './capability.ts';
import type { EngineContext } from './engine-context.ts';
import { turnFailure } from './error-text.ts';
import type { ErrorCode } from './errors.ts';
import type { LiveTurn } from './live-turn.ts';
import { settleTurn, withoutRefused, type CapabilitySettlement } from './settle-turn.ts';
import { isFenced, type TurnWriter } from './turn-writer.ts';

export type Ending =
  /** `answeredBy`: a capability that took the model's place. */
  | { readonly kind: 'completed'; readonly finish: FinishReason; readonly answeredBy?: string }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly cause: unknown }
  | { readonly kind: 'cancelled'; readonly by: string }
  /** Another node ends it, or this one after its restart. */
  | { readonly kind: 'abandoned' };

export interface Finish {
  readonly ending: Ending;
  readonly recorder: Pick<AnswerRecorder, 'close' | 'text' | 'deltas' | 'usage'>;
  readonly messages: readonly MessageRecord[];
  readonly shown: ShownContext | null;
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
  const settled: SettledTurn = {
    turn: live.record,
    status: ending.kind,
    finish: ending.kind === 'completed' ? ending.finish : null,
    messages: finish.messages,
    asked: finish.messages.at(-1)?.parts ?? [],
    shown: finish.shown,
    text: recorder.text,
    usage,
    calls: () => live.calls,
    ask: (question, signal) => askBeside(context, live, question, signal),
  };
  const settlements = await settleTurn(context, finish.capabilities, settled);
  const outcome = await endTurn(context, live, writer, { ending, text: recorder.text, usage, settlements });
  if (!outcome.committed) {
    // Nothing more will come from here: nobody may wait for it.
    live.release();
    if (!isFenced(outcome)) {
      context.observer.unexpected('end turn', new Error(`The end was refused: ${outcome.reason}`));
    }
  }
  announce(context, live, finish, outcome);
}

interface TurnEnd {
  readonly ending: Exclude<Ending, { kind: 'abandoned' }>;
  readonly text: string;
  readonly usage: UsageRecord | null;
  readonly settlements: readonly CapabilitySettlement[];
}

/**
 * Commits the end. Where the store refuses what a capability settles, that capability's part is left out and the rest is
 * committed: the reader gets the one terminal, and the bill does not hang on another's defect.
 */
async function endTurn(
  context: EngineContext,
  live: LiveTurn,
  writer: TurnWriter,
  { ending, text, usage: counted, settlements }: TurnEnd,
): Promise<CommitOutcome> {
  const points = settlements.find((settlement) => settlement.points !== undefined)?.points;
  const usage = counted === null || points === undefined ? counted : { ...counted, points };
  const report: UsageReport[] = usage === null ? [] : [{ type: 'usage', ...usage }];
  const events = [...settlements.flatMap((settlement) => settlement.events), ...report];
  const writes = closingWrites(context, live, ending, text, usage);
  const outcome = await writer.end(
    [...events, terminalEvent(live, ending, text)],
    [...writes, ...settlements.flatMap((settlement) => settlement.writes)],
  );
  if (outcome.committed || isFenced(outcome) || settlements.length === 0) {
    return outcome;
  }
  // The first write is the append of the events.
  const { rest, refused } = withoutRefused(settlements, outcome.write - writes.length - 1);
  context.observer.unexpected('settle', new Error(`${refused ?? 'turn.end'} was refused: ${outcome.reason}`));
  return endTurn(context, live, writer, { ending, text, usage: counted, settlements: rest });
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
  if (ending.kind === 'completed' && ending.answeredBy !== undefined) {
    return { input: 0, output: 0, provider: ending.answeredBy, model: own, estimated: false };
  }
  const { provider, model } = live.calls.findLast(({ purpose }) => purpose === undefined) ?? {
    provider: context.models.modelFor(own).provider,
    model: own,
  };
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
