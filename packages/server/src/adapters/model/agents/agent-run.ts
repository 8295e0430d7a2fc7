import { Agent, MaxTurnsExceededError, OpenAIProvider, Runner } from '@openai/agents';
import type { FinishReason } from '@parlance/wire';
import OpenAI from 'openai';
import type { Clock } from '../../../ports/clock.ts';
import {
  ModelError,
  type ModelEvent,
  type ModelOutcome,
  type ModelRequest,
  type ModelSink,
  type ModelUsage,
} from '../../../ports/model.ts';
import type { FailureContext } from '../provider-failure.ts';
import type { WireReader } from '../provider-stream.ts';
import { StallWatch, type TimeLimits } from '../time-limits.ts';
import { inputOf, instructionsOf } from './agent-input.ts';
import { currentTime } from './current-time.ts';
import { watchedFetch, type WatchedRun } from './watched-fetch.ts';

export interface AgentRunOptions {
  readonly request: ModelRequest;
  readonly sink: ModelSink;
  readonly signal: AbortSignal;
  readonly resolve: (outcome: ModelOutcome) => void;
  readonly reject: (error: ModelError) => void;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly api: 'chat' | 'responses';
  readonly tracing: boolean;
  readonly maxSteps: number;
  readonly clock: Clock;
  readonly limits: TimeLimits;
  readonly failure: FailureContext;
  readonly openReader: (emit: (event: ModelEvent) => void, failure: FailureContext) => WireReader;
}

/** One answer: the SDK's loop of model and tools, with our eyes on each of its requests. */
export class AgentRun {
  readonly #options: AgentRunOptions;
  readonly #stop = new AbortController();
  readonly #watch: StallWatch;
  #requests = 0;
  #began = false;
  #full = false;
  #finish: FinishReason | undefined;
  /** Usage of the requests before the current one. */
  #before: ModelUsage = { input: 0, output: 0 };
  #current: ModelUsage | undefined;
  #settled = false;

  constructor(options: AgentRunOptions) {
    this.#options = options;
    this.#watch = new StallWatch(options.clock, () =>
      this.#fail(new ModelError('upstream_stalled', `${options.failure.host} was silent for too long`)),
    );
  }

  begin(): void {
    const { signal } = this.#options;
    if (signal.aborted) {
      this.#abort();
      return;
    }
    signal.addEventListener('abort', this.#abort);
    this.#run().then(
      () => this.#end(),
      (error: unknown) => this.#endWith(error),
    );
  }

  readonly #abort = (): void => this.#fail(new ModelError('aborted', 'the answer is no longer wanted'));

  async #run(): Promise<void> {
    const { request, baseUrl, apiKey, api, tracing, maxSteps, clock } = this.#options;
    const agent = new Agent({
      name: 'assistant',
      instructions: instructionsOf(request.messages),
      model: request.model,
      modelSettings: { maxTokens: request.maxTokens, store: false },
      tools: [currentTime(clock, (event) => this.#emit(event))],
    });
    const client = new OpenAI({
      baseURL: baseUrl,
      // The client insists on a key; `watchedFetch` takes it out again where there is none.
      apiKey: apiKey === '' ? 'none' : apiKey,
      organization: null,
      project: null,
      maxRetries: 0,
      logLevel: 'off',
      fetch: watchedFetch(this.#watched()),
    });
    const runner = new Runner({
      modelProvider: new OpenAIProvider({ openAIClient: client, useResponses: api === 'responses' }),
      tracingDisabled: !tracing,
      traceIncludeSensitiveData: false,
      toolNotFoundBehavior: 'return_error_to_model',
    });
    const run = await runner.run(agent, inputOf(request.messages), {
      stream: true,
      signal: this.#stop.signal,
      maxTurns: maxSteps,
    });
    // What it says is known from the wire already; unread, it would pile up.
    for await (const event of run) void event;
    await run.completed;
  }

  #watched(): WatchedRun {
    const { request, apiKey, clock, failure } = this.#options;
    const isSettled = (): boolean => this.#settled;
    return {
      request,
      apiKey,
      clock,
      failure,
      signal: this.#stop.signal,
      get settled() {
        return isSettled();
      },
      nextRequest: () => this.#nextRequest(),
      room: () => this.#room(),
      complete: (finish) => this.#complete(finish),
      fail: (error) => this.#fail(error),
    };
  }

  async #nextRequest(): Promise<WireReader> {
    const { request, openReader, failure } = this.#options;
    this.#requests += 1;
    if (this.#requests > 1) await request.beforeFurtherRequest();
    this.#before = sum(this.#before, this.#current);
    this.#current = undefined;
    this.#finish = undefined;
    this.#began = false;
    this.#count();
    return openReader((event) => this.#emit(event), failure);
  }

  #emit(event: ModelEvent): void {
    if (this.#settled) return;
    if (event.type === 'usage') {
      this.#current = event.usage;
      this.#options.sink.push({ type: 'usage', usage: sum(this.#before, event.usage) });
      return;
    }
    if (!this.#began) {
      this.#began = true;
      this.#count();
    }
    if (!this.#options.sink.push(event)) this.#full = true;
  }

  /** Waits until the sink takes more. Silence that is ours is not counted. */
  async #room(): Promise<void> {
    if (this.#began) this.#watch.touch();
    if (!this.#full) return;
    this.#watch.stop();
    await this.#options.sink.ready();
    this.#full = false;
    this.#count();
  }

  #complete(finish: FinishReason): void {
    this.#finish = finish;
    this.#watch.stop();
  }

  #fail(error: ModelError): void {
    if (this.#settled) return;
    this.#settle();
    this.#stop.abort();
    this.#options.reject(error);
  }

  #end(): void {
    const { host } = this.#options.failure;
    if (this.#finish === undefined) {
      this.#fail(new ModelError('upstream_disconnected', `${host} ended the stream before the answer was complete`));
    } else this.#succeed(this.#finish);
  }

  #endWith(error: unknown): void {
    if (this.#settled) return;
    if (error instanceof MaxTurnsExceededError) this.#succeed('tool-limit');
    // The SDK refuses what the provider cut short or filtered; the reason tells the reader more.
    else if (this.#finish === 'length' || this.#finish === 'content-filter') this.#succeed(this.#finish);
    else {
      const { host } = this.#options.failure;
      const what = error instanceof Error ? error.name : typeof error;
      this.#fail(new ModelError('upstream_protocol', `what ${host} sent could not be taken (${what})`));
    }
  }

  #succeed(finish: FinishReason): void {
    if (this.#settled) return;
    this.#settle();
    this.#options.resolve({ finish });
  }

  #count(): void {
    const { firstTokenMs, betweenTokensMs } = this.#options.limits;
    if (!this.#settled) this.#watch.enter(this.#began ? betweenTokensMs : firstTokenMs);
  }

  #settle(): void {
    this.#settled = true;
    this.#watch.stop();
    this.#options.signal.removeEventListener('abort', this.#abort);
  }
}

function sum(left: ModelUsage, right: ModelUsage | undefined): ModelUsage {
  if (right === undefined) return left;
  const usage = { input: left.input + right.input, output: left.output + right.output };
  const cached = [left.cachedInput, right.cachedInput].filter((count) => count !== undefined);
  return cached.length === 0 ? usage : { ...usage, cachedInput: cached.reduce((total, count) => total + count, 0) };
}
