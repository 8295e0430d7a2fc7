import type { Model } from '../../../ports/model.ts';
import { HttpClient } from '../http-client/http-client.ts';
import type { FailureContext } from '../provider-failure.ts';
import { streamFromProvider } from '../provider-stream.ts';
import { DEFAULT_TIME_LIMITS } from '../time-limits.ts';
import { openAiHeaders } from './openai-headers.ts';
import type { OpenAiOptions } from './openai-model.ts';
import { ResponsesReader } from './responses-reader.ts';
import { responsesRequestBody } from './responses-request.ts';

/** OpenAI's Responses, spoken by OpenAI and by some compatible servers. */
export function createResponsesModel(options: Omit<OpenAiOptions, 'tokenLimit'>): Model {
  const { baseUrl = 'https://api.openai.com/v1', clock } = options;
  const apiKey = options.apiKey?.trim() ?? '';
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/responses`;
  const client = new HttpClient({ url, clock });
  const timing = { clock, limits: { ...DEFAULT_TIME_LIMITS, ...options.timeLimits } };
  const failure: FailureContext = { host: url.host };
  return {
    provider: 'openai',
    stream: (request, sink, signal) =>
      streamFromProvider(
        {
          headers: openAiHeaders(request, apiKey),
          body: responsesRequestBody(request),
          client,
          failure,
          openReader: (emit) => new ResponsesReader(emit, failure),
          beforeFurtherRequest: request.beforeFurtherRequest,
        },
        sink,
        signal,
        timing,
      ),
  };
}
