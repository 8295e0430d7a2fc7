import { ModelError, type Contribution, type ModelMessage, type ModelOutcome } from '../ports/model.ts';
import type { UpstreamCall } from '../ports/records.ts';
import { StoreUnavailable } from '../ports/store.ts';
import type { AnswerRecorder } from './answer-recorder.ts';
import type { EngineContext, ModelTarget } from './engine-context.ts';
import type { LiveTurn } from './live-turn.ts';

/** How often one model is asked before the next one is. Source: FAULTS.md U01. */
const TRIES = 3;
const FIRST_PAUSE_MS = 500;
const STORE_PAUSE_MS = 250;

/** What passes by itself. A refusal and a broken protocol would come again. */
const PASSING: ReadonlySet<ModelError['code']> = new Set([
  'upstream_unavailable',
  'upstream_stalled',
  'upstream_disconnected',
]);

export interface Question {
  readonly messages: readonly ModelMessage[];
  readonly contributions: readonly Contribution[];
  readonly recorder: AnswerRecorder;
  /** No wait goes beyond this moment, as `Clock.elapsed` counts. */
  readonly deadline: number;
}

/**
 * Asks the turn's model, again where it failed for a passing reason, then the fallback: only as long as not one piece
 * of an answer has come, so that readers see one answer. Rejects with the last `ModelError`. Source: TURN.md 23.
 */
export async function askModel(context: EngineContext, live: LiveTurn, question: Question): Promise<ModelOutcome> {
  const { model: name } = live.record;
  const { fallback } = context.models;
  const others = fallback === null ? [] : [fallback];
  let target: ModelTarget = { model: context.models.modelFor(name), name };
  let tries = 0;
  for (;;) {
    // A cancel may have come in the very commit that put this request on record.
    live.signal.throwIfAborted();
    const at = context.clock.now();
    tries += 1;
    try {
      const outcome = await ask(context, live, question, target);
      noteCall(live, target, at, null);
      return outcome;
    } catch (error) {
      const call = noteCall(live, target, at, error);
      if (live.signal.aborted) {
        throw error;
      }
      const next = mayAskAgain(question, error) ? nextStep(context, question, error, { target, tries }, others) : null;
      context.observer.upstreamFailed(live.record, { call, retryInMs: next?.afterMs ?? null, cause: error });
      if (next === null) {
        throw error;
      }
      await pause(context, next.afterMs, live.signal);
      await recordAttempt(context, live);
      question.recorder.startOver();
      tries = next.target === target ? tries : 0;
      target = next.target;
    }
  }
}

function ask(context: EngineContext, live: LiveTurn, question: Question, target: ModelTarget): Promise<ModelOutcome> {
  const { maxTokens, correlationId } = live.record;
  const { messages, contributions, recorder } = question;
  const beforeFurtherRequest = (): Promise<void> => recordAttempt(context, live);
  const request = { model: target.name, messages, maxTokens, correlationId, contributions, beforeFurtherRequest };
  return target.model.stream(request, recorder, live.signal);
}

/** Adds to the turn's calls how asking this model ended; `about` tells what is special about the call. */
export function noteCall(
  live: LiveTurn,
  { model, name }: ModelTarget,
  at: number,
  error: unknown,
  about: Pick<UpstreamCall, 'purpose' | 'usage'> = {},
): UpstreamCall {
  const failure = error instanceof ModelError ? error : null;
  const outcome = error === null ? 'completed' : (failure?.code ?? 'upstream_protocol');
  const status = failure?.status === undefined ? {} : { status: failure.status };
  const call: UpstreamCall = { provider: model.provider, model: name, outcome, ...status, ...about, at };
  live.calls = [...live.calls, call];
  return call;
}

function mayAskAgain({ recorder }: Question, error: unknown): error is ModelError {
  return error instanceof ModelError && PASSING.has(error.code) && !recorder.begun;
}

/** Whom to ask next, and when; null where it cannot be in time, or everybody was asked. */
function nextStep(
  context: EngineContext,
  { deadline }: Question,
  { retryAfter = 0 }: ModelError,
  { target, tries }: { readonly target: ModelTarget; readonly tries: number },
  others: ModelTarget[],
): { readonly target: ModelTarget; readonly afterMs: number } | null {
  // Spread out, so that the turns which failed together do not come back together.
  const backOff = FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + context.random());
  const afterMs = Math.round(Math.max(backOff, retryAfter * 1_000 * (1 + context.random() / 10)));
  if (tries < TRIES && context.clock.elapsed() + afterMs < deadline) {
    return { target, afterMs };
  }
  const other = others.shift();
  return other === undefined ? null : { target: other, afterMs: 0 };
}

/**
 * Commits the number of the next request before it is made: after a crash at any moment, the stored number is not
 * smaller than what the providers counted. The first request of a run needs none, acceptance or take-over has put it
 * on record. While the store is down nothing is asked.
 */
export async function recordAttempt(context: EngineContext, live: LiveTurn): Promise<void> {
  const { id, epoch } = live.record;
  live.attempts += 1;
  const { attempts, calls } = live;
  for (;;) {
    live.signal.throwIfAborted();
    try {
      const outcome = await context.group.commit({
        writes: [{ kind: 'turn.attempt', turn: id, epoch, attempts, calls }],
      });
      if (!outcome.committed) {
        live.stop({ kind: 'fenced' });
        context.observer.fenced(live.record);
      }
      live.signal.throwIfAborted();
      return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) {
        throw error;
      }
      await pause(context, STORE_PAUSE_MS, live.signal);
    }
  }
}

/** Resolves after the time, or as soon as the signal aborts. */
function pause({ clock }: EngineContext, durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      cancelTimer();
      signal.removeEventListener('abort', over);
      resolve();
    };
    const cancelTimer = clock.after(durationMs, over);
    signal.addEventListener('abort', over);
    if (signal.aborted) {
      over();
    }
  });
}
