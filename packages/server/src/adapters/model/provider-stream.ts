import { request as requestPlain, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { SseParser, type FinishReason, type SseEvent } from '@parlance/wire';
import type { Clock } from '../../ports/clock.ts';
import { ModelError, type ModelEvent, type ModelOutcome, type ModelSink } from '../../ports/model.ts';
import { brokenBy, refusedBy, unreadableBy, type FailureContext } from './provider-failure.ts';
import { giveBack, wrongContent } from './response-body.ts';
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
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly agent: Agent;
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
  readonly #text = new Utf8Text();
  #phase: Phase = 'connect';
  #request: ClientRequest | undefined;
  #response: IncomingMessage | undefined;
  /** Bytes that the socket had received before this request was sent on it. */
  #bytesBefore = 0;
  /** Sent once more because the connection turned out to be dead. */
  #revived = false;
  /** Sent once more with another body. */
  #amended = false;
  #refusal = '';
  #full = false;
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
  }

  begin(): void {
    if (this.#signal.aborted) {
      this.#abort();
      return;
    }
    this.#signal.addEventListener('abort', this.#abort);
    this.#send(this.#question.body, this.#question.agent);
  }

  readonly #abort = (): void => this.#fail(new ModelError('aborted', 'the answer is no longer wanted'));

  #send(body: string, agent: Agent | false): void {
    const { url, headers, failure } = this.#question;
    this.#enter('connect');
    let request: ClientRequest;
    try {
      const options = {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      };
      request = url.protocol === 'https:' ? requestSecure(url, options) : requestPlain(url, options);
    } catch (error) {
      // Node refuses impossible headers before anything is sent; its message names the header, never the value.
      this.#fail(unreadableBy(error, failure));
      return;
    }
    this.#request = request;
    request.on('socket', (socket) => {
      this.#bytesBefore = socket.bytesRead;
      if (request.reusedSocket) this.#connected(request);
      else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => this.#connected(request));
    });
    request.on('response', (response) => this.#onResponse(response));
    request.on('error', (error) => this.#onRequestError(request, body, error));
    request.on('close', () => this.#onRequestError(request, body, new Error('closed')));
    request.end(body);
  }

  #sendAgain(body: string, agent: Agent | false): void {
    // What the former request still says is nobody's.
    this.#request = undefined;
    this.#response = undefined;
    this.#watch.stop();
    this.#question.beforeFurtherRequest().then(
      () => {
        if (!this.#settled) this.#send(body, agent);
      },
      (error: unknown) => this.#fail(unreadableBy(error, this.#question.failure)),
    );
  }

  #connected(request: ClientRequest): void {
    if (request === this.#request && !this.#settled) this.#enter('first-token');
  }

  #onRequestError(request: ClientRequest, body: string, error: Error): void {
    if (request !== this.#request || this.#settled) return;
    // The server closed an idle connection while we chose it: nothing was answered, so a new one is worth one try.
    const untouched = this.#response === undefined && request.socket?.bytesRead === this.#bytesBefore;
    if (request.reusedSocket && untouched && !this.#revived) {
      this.#revived = true;
      this.#sendAgain(body, false);
      return;
    }
    this.#fail(brokenBy(error, this.#response !== undefined, this.#question.failure));
  }

  #onResponse(response: IncomingMessage): void {
    if (this.#settled) return;
    this.#response = response;
    response.on('error', (error) => this.#broken(response, error));
    const status = response.statusCode ?? 0;
    if (status >= 400) {
      this.#readRefusal(response);
      return;
    }
    const wrong = status === 200 ? wrongContent(response) : undefined;
    if (status !== 200 || wrong !== undefined) {
      const failure = this.#question.failure;
      this.#fail(
        wrong === undefined
          ? this.#refused(response)
          : new ModelError('upstream_protocol', `${failure.host} sent ${failure.clean(wrong)}`),
      );
      return;
    }
    response.on('data', (bytes: Buffer) => this.#onData(response, bytes));
    response.on('end', () => this.#onEnd());
  }

  #onData(response: IncomingMessage, bytes: Buffer): void {
    if (this.#settled) return;
    try {
      this.#parser.push(this.#text.write(bytes));
    } catch (error) {
      this.#fail(unreadableBy(error, this.#question.failure));
      return;
    }
    if (this.#settled) return;
    if (this.#reader.completed) this.#onEnd();
    else if (this.#full) this.#waitForSink(response);
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
  #waitForSink(response: IncomingMessage): void {
    response.pause();
    this.#watch.stop();
    this.#sink.ready().then(
      () => {
        if (this.#settled) return;
        this.#full = false;
        this.#enter(this.#phase);
        response.resume();
      },
      (error: unknown) => this.#fail(unreadableBy(error, this.#question.failure)),
    );
  }

  #onEnd(): void {
    if (this.#settled) return;
    const { finish } = this.#reader;
    if (finish === undefined) {
      const { host } = this.#question.failure;
      this.#fail(new ModelError('upstream_disconnected', `${host} ended the stream before the answer was complete`));
      return;
    }
    this.#settle();
    if (this.#response !== undefined) giveBack(this.#response, this.#timing.clock);
    this.#resolve({ finish });
  }

  #readRefusal(response: IncomingMessage): void {
    this.#enter('refusal');
    const text = new Utf8Text();
    response.on('data', (bytes: Buffer) => {
      this.#refusal += text.write(bytes);
      if (this.#refusal.length > REFUSAL_BYTES) this.#fail(this.#refused(response));
    });
    response.on('end', () => {
      if (this.#settled) return;
      const body = this.#amended ? undefined : this.#question.instead?.(response.statusCode ?? 0, this.#refusal);
      if (body === undefined) {
        this.#fail(this.#refused(response));
        return;
      }
      this.#amended = true;
      this.#refusal = '';
      this.#sendAgain(body, this.#question.agent);
    });
  }

  #broken(response: IncomingMessage, error: Error): void {
    if (response !== this.#response) return;
    this.#fail(this.#phase === 'refusal' ? this.#refused(response) : brokenBy(error, true, this.#question.failure));
  }

  #refused(response: IncomingMessage): ModelError {
    const status = response.statusCode ?? 0;
    const answer = { status, headers: response.headers, body: this.#refusal, now: this.#timing.clock.now() };
    return refusedBy(answer, this.#question.failure);
  }

  #enter(phase: Phase): void {
    const { connectMs, firstTokenMs, betweenTokensMs } = this.#timing.limits;
    this.#phase = phase;
    this.#watch.enter(
      { connect: connectMs, 'first-token': firstTokenMs, 'between-tokens': betweenTokensMs, refusal: REFUSAL_MS }[
        phase
      ],
    );
  }

  #stalled(): void {
    const { host } = this.#question.failure;
    if (this.#phase === 'refusal' && this.#response !== undefined) this.#fail(this.#refused(this.#response));
    else if (this.#phase === 'connect') {
      this.#fail(new ModelError('upstream_unavailable', `${host} could not be reached in time`));
    } else this.#fail(new ModelError('upstream_stalled', `${host} was silent for too long (${this.#phase})`));
  }

  #fail(error: ModelError): void {
    if (this.#settled) return;
    this.#settle();
    this.#request?.destroy();
    this.#reject(error);
  }

  #settle(): void {
    this.#settled = true;
    this.#watch.stop();
    this.#signal.removeEventListener('abort', this.#abort);
  }
}
