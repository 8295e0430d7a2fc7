import { ModelError, type Contribution, type MessagePart } from '../ports/model.ts';
import type { MessageRecord } from '../ports/records.ts';
import { StoreUnavailable } from '../ports/store.ts';
import { AnswerRecorder } from './answer-recorder.ts';
import { askBeside } from './ask-beside.ts';
import { askModel } from './ask-model.ts';
import type { Assistant } from './assistant.ts';
import type { Capability, RunningTurn, ShownContext } from './capability.ts';
import { buildMessages, HISTORY_MESSAGES } from './context.ts';
import type { EngineContext } from './engine-context.ts';
import { ParlanceError, type ErrorCode } from './errors.ts';
import { finishTurn, type Ending } from './finish-turn.ts';
import { withGivenHistory } from './given-history.ts';
import type { LiveTurn } from './live-turn.ts';
import type { TurnWriter } from './turn-writer.ts';

/** Estimated tokens that all capabilities together may contribute where their assistant does not say how many. */
const CONTRIBUTION_TOKENS = 4_000;

/** Runs a turn that this node owns: context, answer, terminal. Never rejects. */
export async function runTurn(context: EngineContext, live: LiveTurn, writer: TurnWriter): Promise<void> {
  const { record } = live;
  const startedAt = context.clock.now();
  const cancelTimer = context.clock.after(record.timeLimitMs, () => live.stop({ kind: 'timeout' }));
  const capabilities = capabilitiesOf(context, record.assistant);
  let recorder: AnswerRecorder | null = null;
  let messages: readonly MessageRecord[] = [];
  let shown: ShownContext | null = null;
  let ending: Ending;
  try {
    messages =
      live.branch ?? (await context.branches.branch(record.conversation, record.userMessage, HISTORY_MESSAGES));
    const running: RunningTurn = {
      turn: record,
      messages,
      emit: (event) => writer.push(event),
      signal: live.signal,
      ask: (question, signal) => askBeside(context, live, question, signal),
    };
    recorder = createRecorder(context, live, writer, capabilities, running);
    const deadline = context.clock.elapsed() + record.timeLimitMs;
    const onAsked = (asked: ShownContext): void => {
      shown = asked;
    };
    const run = answer(context, live, { running, recorder, capabilities, deadline, onAsked });
    // Nothing that hangs, be it a model or a capability, holds up the end.
    ending = await Promise.race([run, stop(live.signal)]);
  } catch (error) {
    ending = endingOf(error);
  } finally {
    cancelTimer();
    recorder?.stop();
  }
  await finishTurn(context, live, writer, {
    ending: stopped(context, live, writer) ?? ending,
    recorder: recorder ?? createRecorder(context, live, writer, [], null),
    messages,
    shown,
    capabilities,
    startedAt,
  });
}

function stop(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const onAbort = (): void => reject(new ModelError('aborted', 'The run was stopped.'));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) {
      onAbort();
    }
  });
}

export function capabilitiesOf(context: EngineContext, assistant: string): readonly Capability[] {
  const names = context.assistants.get(assistant)?.capabilities ?? [];
  return names.flatMap((name) => context.capabilities.get(name) ?? []);
}

interface Run {
  readonly running: RunningTurn;
  readonly recorder: AnswerRecorder;
  readonly capabilities: readonly Capability[];
  /** As `Clock.elapsed` counts. */
  readonly deadline: number;
  /** Called with the context just before the model is asked. */
  readonly onAsked: (shown: ShownContext) => void;
}

async function answer(
  context: EngineContext,
  live: LiveTurn,
  { running, recorder, capabilities, deadline, onAsked }: Run,
): Promise<Ending> {
  const assistant = assistantOf(context, running.turn.assistant);
  const replaced = await replace(context, running, capabilities);
  if (replaced !== null) {
    recorder.repeat(replaced.texts);
    return { kind: 'completed', finish: 'stop', answeredBy: replaced.provider };
  }
  const contributions = await contribute(context, running, capabilities);
  running.signal.throwIfAborted();
  const media = await readMedia(context, running);
  const stored = buildMessages(assistant, contributions, running.messages, media);
  const messages = withGivenHistory(stored, running.turn.options, assistant.historyTokens);
  onAsked({ messages, contributions });
  const outcome = await askModel(context, live, { messages, contributions, recorder, deadline });
  return { kind: 'completed', finish: outcome.finish };
}

/** The first answer that comes in the place of the model's; null where none does. */
async function replace(
  context: EngineContext,
  running: RunningTurn,
  capabilities: readonly Capability[],
): Promise<{ readonly provider: string; readonly texts: readonly string[] } | null> {
  for (const { name, answer: moment } of capabilities) {
    try {
      const texts = moment?.kind === 'replace' ? await moment.answer(running) : null;
      if (moment?.kind === 'replace' && texts !== null) {
        return { provider: moment.provider, texts };
      }
    } catch (error) {
      running.signal.throwIfAborted();
      degrade(context, running, name, error);
    }
  }
  return null;
}

/** A capability that fails costs the answer its block, never the answer. Source: TURN.md 32. */
async function contribute(
  context: EngineContext,
  running: RunningTurn,
  capabilities: readonly Capability[],
): Promise<readonly Contribution[]> {
  const blocks: Contribution[] = [];
  let budget = context.assistants.get(running.turn.assistant)?.contributionTokens ?? CONTRIBUTION_TOKENS;
  for (const capability of capabilities) {
    try {
      const added = (await capability.contribute?.(running, budget)) ?? [];
      blocks.push(...added);
      budget -= added.reduce((sum, block) => sum + block.tokens, 0);
    } catch (error) {
      degrade(context, running, capability.name, error);
    }
  }
  return blocks;
}

/** What the model is shown of the branch's files; without them the answer is poorer, and still one. */
async function readMedia(
  context: EngineContext,
  running: RunningTurn,
): Promise<ReadonlyMap<string, MessagePart> | undefined> {
  const files = running.messages.flatMap(({ parts }) => parts.filter(({ kind }) => kind !== 'text'));
  if (files.length === 0) {
    return undefined;
  }
  try {
    return await context.media.read(running.turn.owner, files, running.signal);
  } catch (error) {
    running.signal.throwIfAborted();
    degrade(context, running, 'media', error);
    return undefined;
  }
}

function degrade(context: EngineContext, running: RunningTurn, capability: string, error: unknown): void {
  context.observer.degraded(running.turn, capability, error);
  running.emit({
    type: 'progress',
    step: 'degraded',
    message: `Answering without ${capability}.`,
    details: { capability },
  });
}

function createRecorder(
  context: EngineContext,
  live: LiveTurn,
  writer: TurnWriter,
  capabilities: readonly Capability[],
  running: RunningTurn | null,
): AnswerRecorder {
  const moments = running === null ? [] : capabilities.flatMap(({ answer: moment }) => moment ?? []);
  return new AnswerRecorder(writer, {
    onFirstContent: () => context.observer.firstContent(live.record, context.clock.now() - live.record.createdAt),
    onStop: () => live.stop({ kind: 'limit' }),
    transforms: moments.flatMap((moment) =>
      moment.kind === 'transform' && running !== null ? [moment.start(running)] : [],
    ),
    observers: moments.flatMap((moment) =>
      moment.kind === 'observe' && running !== null ? [moment.start(running)] : [],
    ),
  });
}

function assistantOf(context: EngineContext, name: string): Assistant {
  const assistant = context.assistants.get(name);
  if (assistant === undefined) {
    throw new ParlanceError('internal', `The assistant ${name} is no longer configured.`);
  }
  return assistant;
}

/** Our own reason for stopping counts before whatever error the stop caused. */
function stopped(context: EngineContext, live: LiveTurn, writer: TurnWriter): Ending | null {
  const reason = live.stopReason;
  switch (reason?.kind) {
    case undefined:
      return null;
    case 'cancel':
      return { kind: 'cancelled', by: reason.by };
    case 'timeout':
      return { kind: 'failed', code: lateCode(context, writer), cause: null };
    case 'limit':
      return { kind: 'completed', finish: 'length' };
    case 'fenced':
    case 'handover':
      return { kind: 'abandoned' };
  }
}

/** A turn whose events the store would not take was not too slow itself. Source: FAULTS.md F07, F14. */
function lateCode({ group }: EngineContext, writer: TurnWriter): ErrorCode {
  return group.failure === null || !writer.isBehind ? 'timeout' : storageCode(group.failure);
}

function storageCode(kind: StoreUnavailable['kind']): ErrorCode {
  return kind === 'full' ? 'storage_full' : 'storage_unavailable';
}

function endingOf(error: unknown): Ending {
  return { kind: 'failed', code: codeOf(error), cause: error };
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof ParlanceError) {
    return error.code;
  }
  if (error instanceof ModelError && error.code !== 'aborted') {
    return error.code;
  }
  if (error instanceof StoreUnavailable) {
    return storageCode(error.kind);
  }
  return 'internal';
}
