import type { CancelTimer, Clock } from '../../../ports/clock.ts';
import { ModelError, type Model, type ModelOutcome, type ModelRequest, type ModelSink } from '../../../ports/model.ts';
import { scriptedReply } from './reply.ts';

export interface ScriptedOptions {
  readonly clock: Clock;
  /** Milliseconds between two words, so that a person sees the answer stream; 0 waits for nothing. Default 20. */
  readonly delayMs?: number;
}

/**
 * A model without a provider: works offline, gives the same answer to the same request, and says what it is.
 *
 * It answers from what the capabilities contributed where that fits the question, and otherwise does sums, counts,
 * and repeats; see `scriptedReply`. A word is its token, in the limit as in the usage that it reports.
 */
export function createScriptedModel({ clock, delayMs = 20 }: ScriptedOptions): Model {
  return {
    provider: 'scripted',
    stream: (request, sink, signal) =>
      new Promise((resolve, reject) => {
        const telling = new Telling(request, sink, clock, delayMs, (outcome) => {
          signal.removeEventListener('abort', abort);
          if (outcome instanceof ModelError) reject(outcome);
          else resolve(outcome);
        });
        const abort = (): void => telling.abort();
        signal.addEventListener('abort', abort);
        if (signal.aborted) abort();
        else telling.next();
      }),
  };
}

/** Says the words of one answer, one after the other. */
class Telling {
  readonly #words: readonly string[];
  readonly #limit: number;
  readonly #input: number;
  readonly #sink: ModelSink;
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #end: (outcome: ModelOutcome | ModelError) => void;
  #said = 0;
  #cancel: CancelTimer | undefined;
  #ended = false;

  constructor(
    request: ModelRequest,
    sink: ModelSink,
    clock: Clock,
    delayMs: number,
    end: (outcome: ModelOutcome | ModelError) => void,
  ) {
    this.#words = wordsOf(scriptedReply(request));
    this.#limit = Math.min(this.#words.length, request.maxTokens);
    this.#input = inputWords(request);
    this.#sink = sink;
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.#end = end;
  }

  readonly next = (): void => {
    while (!this.#ended && this.#said < this.#limit) {
      const text = this.#words[this.#said] ?? '';
      this.#said += 1;
      if (!this.#sink.push({ type: 'text', text })) {
        this.#sink.ready().then(this.next, () => this.abort());
        return;
      }
      if (this.#delayMs > 0 && this.#said < this.#limit) {
        this.#cancel = this.#clock.after(this.#delayMs, this.next);
        return;
      }
    }
    this.#finish();
  };

  abort(): void {
    this.#cancel?.();
    this.#settle(new ModelError('aborted', 'the answer is no longer wanted'));
  }

  #finish(): void {
    if (this.#ended) return;
    this.#sink.push({ type: 'usage', usage: { input: this.#input, output: this.#said } });
    this.#settle({ finish: this.#said < this.#words.length ? 'length' : 'stop' });
  }

  #settle(outcome: ModelOutcome | ModelError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#end(outcome);
  }
}

/** Words with the space before them: joined they are the text again. */
function wordsOf(text: string): readonly string[] {
  // Not by `\s*\S+`: spaces that no word follows would be read again from each of them.
  return text.split(/(?<=\S)(?=\s)/).filter((word) => word.trim() !== '');
}

function inputWords({ messages, contributions }: ModelRequest): number {
  const spoken = messages.flatMap(({ parts }) => parts.map((part) => (part.kind === 'text' ? part.text : '')));
  const given = contributions.map(({ text }) => text);
  return [...spoken, ...given].reduce((sum, text) => sum + wordsOf(text).length, 0);
}
