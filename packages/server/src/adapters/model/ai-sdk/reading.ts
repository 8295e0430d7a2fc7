import type {
  LanguageModelV4,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import type { FinishReason } from '@parlance/wire';
import type { Clock } from '../../../ports/clock.ts';
import { ModelError, type ModelOutcome, type ModelRequest, type ModelSink } from '../../../ports/model.ts';
import { isCount } from '../json.ts';
import { StallWatch, type TimeLimits } from '../time-limits.ts';
import { toPrompt } from './prompt.ts';
import { failureOf } from './sdk-failure.ts';

export interface ReadingOptions {
  readonly provider: string;
  readonly languageModel: (name: string) => LanguageModelV4;
  readonly clock: Clock;
  readonly limits: TimeLimits;
  readonly request: ModelRequest;
  readonly sink: ModelSink;
  readonly signal: AbortSignal;
  readonly resolve: (outcome: ModelOutcome) => void;
  readonly reject: (error: ModelError) => void;
}

const FINISH: Readonly<Record<LanguageModelV4FinishReason['unified'], FinishReason | undefined>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content-filter',
  'tool-calls': 'other',
  other: 'other',
  error: undefined,
  interrupted: undefined,
};

/** One answer of an AI SDK model, read part by part. */
export class Reading {
  readonly #options: ReadingOptions;
  readonly #stop = new AbortController();
  readonly #watch: StallWatch;
  #began = false;
  #full = false;
  #finish: FinishReason | undefined;
  #settled = false;

  constructor(options: ReadingOptions) {
    this.#options = options;
    this.#watch = new StallWatch(options.clock, () =>
      this.#fail(new ModelError('upstream_stalled', `${options.provider} was silent for too long`)),
    );
  }

  begin(): void {
    const { signal } = this.#options;
    if (signal.aborted) {
      this.#abort();
      return;
    }
    signal.addEventListener('abort', this.#abort);
    this.#read().catch((error: unknown) => this.#fail(this.#failure(error)));
  }

  readonly #abort = (): void => this.#fail(new ModelError('aborted', 'the answer is no longer wanted'));

  async #read(): Promise<void> {
    const { request, languageModel, sink } = this.#options;
    this.#count();
    const model = languageModel(request.model);
    const { stream } = await model.doStream({
      prompt: toPrompt(request.messages),
      maxOutputTokens: request.maxTokens,
      abortSignal: this.#stop.signal,
      headers: { 'x-correlation-id': request.correlationId },
    });
    const reader = stream.getReader();
    this.#stop.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
    for (;;) {
      const { done, value } = await reader.read();
      if (this.#settled) return;
      if (done) break;
      this.#part(value);
      if (this.#full) {
        this.#watch.stop();
        await sink.ready();
        this.#full = false;
        this.#count();
      }
    }
    if (this.#finish === undefined) throw this.#brokenOff();
    this.#settle();
    this.#options.resolve({ finish: this.#finish });
  }

  #part(part: LanguageModelV4StreamPart): void {
    if (this.#settled) return;
    switch (part.type) {
      case 'text-delta':
        this.#piece('text', part.delta);
        return;
      case 'reasoning-delta':
        this.#piece('reasoning', part.delta);
        return;
      case 'finish':
        this.#usage(part.usage);
        this.#end(part.finishReason);
        return;
      case 'error':
        throw this.#failure(part.error);
      default:
        if (this.#began) this.#watch.touch();
    }
  }

  #piece(type: 'text' | 'reasoning', text: string): void {
    if (text === '') return;
    const first = !this.#began;
    this.#began = true;
    if (first) this.#count();
    else this.#watch.touch();
    if (!this.#options.sink.push({ type, text })) this.#full = true;
  }

  #usage({ inputTokens, outputTokens }: LanguageModelV4Usage): void {
    const { total: input, cacheRead: cachedInput } = inputTokens;
    const { total: output } = outputTokens;
    if (!isCount(input) || !isCount(output)) return;
    const usage = isCount(cachedInput) ? { input, output, cachedInput } : { input, output };
    this.#options.sink.push({ type: 'usage', usage });
  }

  #end({ unified, raw }: LanguageModelV4FinishReason): void {
    // Providers that know no `interrupted` say `other`, without a reason of the service, where a stream was cut.
    const cut = unified === 'other' && raw === undefined;
    this.#finish = cut ? undefined : FINISH[unified];
    if (this.#finish === undefined) throw this.#brokenOff();
  }

  #brokenOff(): ModelError {
    const { provider } = this.#options;
    return new ModelError('upstream_disconnected', `${provider} ended the stream before the answer was complete`);
  }

  #failure(error: unknown): ModelError {
    const { provider, clock } = this.#options;
    return failureOf(error, provider, this.#began, clock.now());
  }

  #count(): void {
    const { firstTokenMs, betweenTokensMs } = this.#options.limits;
    if (!this.#settled) this.#watch.enter(this.#began ? betweenTokensMs : firstTokenMs);
  }

  #fail(error: ModelError): void {
    if (this.#settled) return;
    this.#settle();
    this.#stop.abort();
    this.#options.reject(error);
  }

  #settle(): void {
    this.#settled = true;
    this.#watch.stop();
    this.#options.signal.removeEventListener('abort', this.#abort);
  }
}
