import { SseParser, type FinishReason, type SseEvent } from '@parlance/wire';
import type { Clock } from '../../ports/clock.ts';
import { ModelError, type ModelEvent, type ModelOutcome, type ModelSink } from '../../ports/model.ts';
import type { HttpExchange, ResponseHandlers } from './http-client/connection.ts';
import type { HttpClient } from './http-client/http-client.ts';
import type { ResponseHead } from './http-client/response-head.ts';
import { brokenBy, refusedBy, unreadableBy, type FailureContext } from './provider-failure.ts';
import { Aftermath, wrongContent } from './response-body.ts';
import { StallWatch, type TimeLimits } from './time-limits.ts';
import { Utf8Text } from './utf8-text.ts';

/** Understands the events of one provider's wire. One reader serves one answer. */
export interface WireReader {
  /** Takes the next event of the stream; throws a `ModelError` where it is wrong or tells of a failure. */
  event(event: SseEvent): void;
  /** True once the provider has said that nothing more comes. What it sends later is ignored. */
  readonly completed: boolean;
  /** Why the answer ended; undefined as long as the provider has not said it. */
  readonly finish: FinishReason | undefined;
}

/** One question to a provider. */
export interface ProviderQuestion {
  readonly client: HttpClient;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly failure: FailureContext;
  readonly openReader: (emit: (event: ModelEvent) => void) => WireReader;
  /** Asked once, at a 4xx: another body with which the question may be put again at once. */
  readonly instead?: (status: number, refusal: string) => string | undefined;
  /** As in `ModelRequest`. */
  readonly beforeFurtherRequest: () => Promise<void>;
}

export interface Timing {
  readonly clock: Clock;
  readonly limits: TimeLimits;
}

const REFUSAL_BYTES = 65_536;
const REFUSAL_MS = 5_000;

/**
 * Puts the question over HTTP and reads the event stream that comes back, by callbacks alone: a token costs no
 * promise, no iterator and no timer. Obeys the MUST sentences of `Model.stream`.
 */
export function streamFromProvider(
  question: ProviderQuestion,
  sink: ModelSink,
  signal: AbortSignal,
  timing: Timing,
): Promise<ModelOutcome> {
  return new Promise((resolve, reject) => new Exchange(question, sink, signal, timing, resolve, reject).begin());
}

type Phase = 'connect' | 'first-token' | 'between-tokens' | 'refusal';

class Exchange {
  readonly #question: ProviderQuestion;
  readonly #sink: ModelSink;
  readonly #signal: AbortSignal;
  readonly #timing: Timing;
  readonly #resolve: (outcome: ModelOutcome) => void;
  readonly #reject: (error: ModelError) => void;
  readonly #watch: StallWatch;
  readonly #reader: WireReader;
  readonly #parser: SseParser;
  #text = new Utf8Text();
  #phase: Phase = 'connect';
  /** What was sent last. */
  #body = '';
  readonly #handlers: ResponseHandlers;
  readonly #aftermath: Aftermath;
  #call: HttpExchange | undefined;
  #head: ResponseHead | undefined;
  /** Sent once more with another body. */
  #amended = false;
  #refusal = '';
  #full = false;
  /** The sink was full, and nothing more is read until it is ready. */
  #waiting = false;
  #settled = false;

  constructor(
    question: ProviderQuestion,
    sink: ModelSink,
    signal: AbortSignal,
    timing: Timing,
    resolve: (outcome: ModelOutcome) => void,
    reject: (error: ModelError) => void,
  ) {
    this.#question = question;
    this.#sink = sink;
    this.#signal = signal;
    this.#timing = timing;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#watch = new StallWatch(timing.clock, () => this.#stalled());
    this.#reader = question.openReader((event) => this.#emit(event));
    this.#parser = new SseParser({ onEvent: (event) => this.#onEvent(event) });
    this.#aftermath = new Aftermath(timing.clock, () => this.#call?.abort());
    this.#handlers = {
      onConnected: () => this.#enter('first-token'),
      onHead: (head) => this.#onHead(head),
      onBody: (bytes, start, end) => this.#onBody(bytes, start, end),
      onEnd: () => this.#onBodyEnd(),
      onError: (error, stale) => this.#onError(error, stale),
    };
  }

  begin(): void {
    if (this.#signal.aborted) {
      this.#abort();
      return;
    }
    this.#signal.addEventListener('abort', this.#abort);
    this.#send(this.#question.body);
  }

  readonly #abort = (): void => this.#fail(new ModelError('aborted', 'the answer is no longer wanted'));

  #send(body: string, fresh = false): void {
    const { client, headers, failure } = this.#question;
    this.#body = body;
    this.#enter('connect');
    try {
      this.#call = client.send({ headers, body, fresh }, this.#handlers);
    } catch (error) {
      // Impossible headers are refused before anything is sent; the message names the header, never the value.
      this.#fail(unreadableBy(error, failure));
      return;
    }
    if (this.#call.reused) this.#enter('first-token');
  }

  #sendAgain(body: string, fresh = false): void {
    this.#call = undefined;
    this.#head = undefined;
    this.#text = new Utf8Text();
    this.#watch.stop();
    this.#question.beforeFurtherRequest().then(
      () => {
        if (!this.#settled) this.#send(body, fresh);
      },
      (error: unknown) => this.#fail(unreadableBy(error, this.#question.failure)),
    );
  }

  #onError(error: Error, stale: boolean): void {
    this.#aftermath.end();
    if (this.#settled) return;
    // The server closed an idle connection while we chose it: nothing was answered, so a new one is worth one try.
    if (stale) {
      this.#sendAgain(this.#body, true);
      return;
    }
    this.#fail(
      this.#phase === 'refusal' && this.#head !== undefined
        ? this.#refused(this.#head)
        : brokenBy(error, this.#head !== undefined, this.#question.failure),
    );
  }

  #onHead(head: ResponseHead): void {
    this.#head = head;
    if (head.status >= 400) {
      this.#enter('refusal');
      return;
    }
    const wrong = head.status === 200 ? wrongContent(head) : undefined;
    const { failure } = this.#question;
    if (head.status !== 200) this.#fail(this.#refused(head));
    else if (wrong !== undefined) {
      this.#fail(new ModelError('upstream_protocol', `${failure.host} sent ${wrong}`));
    }
  }

  #onBody(bytes: Buffer, start: number, end: number): void {
    if (this.#settled) {
      this.#aftermath.take(end - start);
      return;
    }
    const text = this.#text.write(bytes, start, end);
    if (this.#phase === 'refusal') {
      this.#refusal += text;
      if (this.#refusal.length > REFUSAL_BYTES && this.#head !== undefined) this.#fail(this.#refused(this.#head));
      return;
    }
    try {
      this.#parser.push(text);
    } catch (error) {
      this.#fail(unreadableBy(error, this.#question.failure));
      return;
    }
    if (this.#settled) return;
    if (this.#reader.completed) this.#complete('body goes on');
    else if (this.#full && !this.#waiting) this.#waitForSink();
  }

  #onBodyEnd(): void {
    this.#aftermath.end();
    if (this.#settled) return;
    if (this.#phase === 'refusal' && this.#head !== undefined) this.#onRefusal(this.#head);
    else this.#complete('body has ended');
  }

  #onEvent(event: SseEvent): void {
    // A sink may abort us out of `push`; the rest of the chunk is then nobody's.
    if (this.#settled || this.#reader.completed) return;
    if (this.#phase === 'between-tokens') this.#watch.touch();
    this.#reader.event(event);
  }

  #emit(event: ModelEvent): void {
    if (this.#settled) return;
    if (this.#phase === 'first-token' && event.type !== 'usage') this.#enter('between-tokens');
    if (!this.#sink.push(event)) this.#full = true;
  }

  /** Reads on when the sink is ready. Meanwhile the silence is ours, so no limit counts. */
  #waitForSink(): void {
    this.#waiting = true;
    this.#call?.pause();
    this.#watch.stop();
    this.#sink.ready().then(
      () => {
        if (this.#settled) return;
        this.#waiting = false;
        this.#full = false;
        this.#enter(this.#phase);
        this.#call?.resume();
      },
      (error: unknown) => this.#fail(unreadableBy(error, this.#question.failure)),
    );
  }

  #complete(left: 'body goes on' | 'body has ended'): void {
    const { finish } = this.#reader;
    if (finish === undefined) {
      const { host } = this.#question.failure;
      this.#fail(new ModelError('upstream_disconnected', `${host} ended the stream before the answer was complete`));
      return;
    }
    this.#settle();
    if (left === 'body goes on') {
      this.#aftermath.begin();
      this.#call?.resume();
    }
    this.#resolve({ finish });
  }

  #onRefusal(head: ResponseHead): void {
    const body = this.#amended ? undefined : this.#question.instead?.(head.status, this.#refusal);
    if (body === undefined) {
      this.#fail(this.#refused(head));
      return;
    }
    this.#amended = true;
    this.#refusal = '';
    this.#sendAgain(body);
  }

  #refused({ status, headers }: ResponseHead): ModelError {
    const answer = { status, headers, body: this.#refusal, now: this.#timing.clock.now() };
    return refusedBy(answer, this.#question.failure);
  }

  #enter(phase: Phase): void {
    const { connectMs, firstTokenMs, betweenTokensMs } = this.#timing.limits;
    this.#phase = phase;
    if (this.#waiting) return;
    this.#watch.enter(
      { connect: connectMs, 'first-token': firstTokenMs, 'between-tokens': betweenTokensMs, refusal: REFUSAL_MS }[
        phase
      ],
    );
  }

  #stalled(): void {
    const { host } = this.#question.failure;
    if (this.#phase === 'refusal' && this.#head !== undefined) this.#fail(this.#refused(this.#head));
    else if (this.#phase === 'connect') {
      this.#fail(new ModelError('upstream_unavailable', `${host} could not be reached in time`));
    } else this.#fail(new ModelError('upstream_stalled', `${host} was silent for too long (${this.#phase})`));
  }

  #fail(error: ModelError): void {
    if (this.#settled) return;
    this.#settle();
    this.#call?.abort();
    this.#reject(error);
  }

  #settle(): void {
    this.#settled = true;
    this.#watch.stop();
    this.#signal.removeEventListener('abort', this.#abort);
  }
}
