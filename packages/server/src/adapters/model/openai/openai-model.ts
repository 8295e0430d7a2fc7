import type { Clock } from '../../../ports/clock.ts';
import type { Model, ModelRequest } from '../../../ports/model.ts';
import { HttpClient } from '../http-client/http-client.ts';
import type { FailureContext } from '../provider-failure.ts';
import { streamFromProvider } from '../provider-stream.ts';
import { DEFAULT_TIME_LIMITS, type TimeLimits } from '../time-limits.ts';
import { ChatReader } from './chat-reader.ts';
import { chatRequestBody, tokenLimitFor, type TokenLimitField } from './chat-request.ts';
import { openAiHeaders } from './openai-headers.ts';

export interface OpenAiOptions {
  /** Up to and with `/v1`; default OpenAI's own. A query is kept, as Azure needs it. */
  readonly baseUrl?: string;
  /** Sent as a bearer token; '' or absent sends none, as local servers want it. */
  readonly apiKey?: string | undefined;
  readonly clock: Clock;
  /** Default `DEFAULT_TIME_LIMITS`, field by field. */
  readonly timeLimits?: Partial<TimeLimits>;
  /** Default: chosen by host and model, see `tokenLimitFor`. */
  readonly tokenLimit?: TokenLimitField;
}

/** OpenAI's Chat Completions, spoken by OpenAI, Azure, Ollama, vLLM, llama.cpp and many others. */
export function createOpenAiModel(options: OpenAiOptions): Model {
  const { baseUrl = 'https://api.openai.com/v1', clock, tokenLimit } = options;
  const apiKey = options.apiKey?.trim() ?? '';
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  const client = new HttpClient({ url, clock });
  const timing = { clock, limits: { ...DEFAULT_TIME_LIMITS, ...options.timeLimits } };
  const failure: FailureContext = { host: url.host };
  // Some servers refuse `stream_options`; what one refused once, it is not asked again.
  let includeUsage = true;
  const bodyOf = (request: ModelRequest): string =>
    chatRequestBody(request, { tokenLimit: tokenLimit ?? tokenLimitFor(url, request.model), includeUsage });

  return {
    provider: 'openai',
    stream: (request, sink, signal) =>
      streamFromProvider(
        {
          headers: openAiHeaders(request, apiKey),
          body: bodyOf(request),
          client,
          failure,
          openReader: (emit) => new ChatReader(emit, failure),
          beforeFurtherRequest: request.beforeFurtherRequest,
          instead: (status, refusal) => {
            if ((status !== 400 && status !== 422) || !refusal.includes('stream_options')) return undefined;
            includeUsage = false;
            return bodyOf(request);
          },
        },
        sink,
        signal,
        timing,
      ),
  };
}
