import { ModelError, type ModelEvent, type ModelSink, type ModelUsage } from '../ports/model.ts';
import { noteCall, recordAttempt } from './ask-model.ts';
import type { SideQuestion } from './capability.ts';
import type { EngineContext } from './engine-context.ts';
import type { LiveTurn } from './live-turn.ts';

/** The most that is kept of such an answer, in characters. */
const LONGEST = 16_000;

/**
 * Asks the turn's model once for something beside the answer. The request is put on record before it is made, and noted
 * with what it used among the turn's calls. Rejects with a `ModelError`, at once where the turn is stopped.
 */
export async function askBeside(
  context: EngineContext,
  live: LiveTurn,
  question: SideQuestion,
  signal: AbortSignal,
): Promise<string> {
  await recordAttempt(context, live);
  signal.throwIfAborted();
  const { model: name, correlationId } = live.record;
  const target = { model: context.models.modelFor(name), name };
  const listener = new Listener();
  const at = context.clock.now();
  const { purpose, ...asked } = question;
  const about = (): { purpose: string; usage?: ModelUsage } =>
    listener.usage === null ? { purpose } : { purpose, usage: listener.usage };
  try {
    await target.model.stream(
      {
        ...asked,
        model: name,
        correlationId,
        contributions: [],
        beforeFurtherRequest: () => recordAttempt(context, live),
      },
      listener,
      AbortSignal.any([live.signal, signal]),
    );
    noteCall(live, target, at, null, about());
    return listener.text;
  } catch (error) {
    const call = noteCall(live, target, at, error, about());
    if (!(error instanceof ModelError && error.code === 'aborted')) {
      context.observer.upstreamFailed(live.record, { call, retryInMs: null, cause: error });
    }
    throw error;
  }
}

/** Keeps the text and the usage; never asks the model to wait. */
class Listener implements ModelSink {
  text = '';
  usage: ModelUsage | null = null;

  push(event: ModelEvent): boolean {
    if (event.type === 'text' && this.text.length < LONGEST) {
      this.text += event.text;
    } else if (event.type === 'usage') {
      this.usage = event.usage;
    }
    return true;
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }
}
