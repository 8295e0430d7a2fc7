import type { Clock } from '../../../ports/clock.ts';
import type { Model } from '../../../ports/model.ts';
import { HttpClient } from '../http-client/http-client.ts';
import type { FailureContext } from '../provider-failure.ts';
import { streamFromProvider } from '../provider-stream.ts';
import { DEFAULT_TIME_LIMITS, type TimeLimits } from '../time-limits.ts';
import { MessagesReader } from './messages-reader.ts';
import { messagesRequestBody } from './messages-request.ts';

export interface AnthropicOptions {
  /** With or without `/v1` at its end; default Anthropic's own. */
  readonly baseUrl?: string;
  /** '' sends none. */
  readonly apiKey: string;
  readonly clock: Clock;
  /** Default `DEFAULT_TIME_LIMITS`, field by field. */
  readonly timeLimits?: Partial<TimeLimits>;
}

/** Anthropic's Messages. */
export function createAnthropicModel(options: AnthropicOptions): Model {
  const { baseUrl = 'https://api.anthropic.com', clock } = options;
  const apiKey = options.apiKey.trim();
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1/messages`;
  const client = new HttpClient({ url, clock });
  const timing = { clock, limits: { ...DEFAULT_TIME_LIMITS, ...options.timeLimits } };
  const failure: FailureContext = { host: url.host };
  return {
    provider: 'anthropic',
    stream: (request, sink, signal) => {
      const headers = {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'accept-encoding': 'identity',
        'user-agent': 'parlance',
        'x-correlation-id': request.correlationId,
        ...(apiKey === '' ? {} : { 'x-api-key': apiKey }),
        'anthropic-version': '2023-06-01',
      };
      const body = messagesRequestBody(request);
      const openReader = (emit: ConstructorParameters<typeof MessagesReader>[0]): MessagesReader =>
        new MessagesReader(emit, failure);
      const { beforeFurtherRequest } = request;
      const question = { client, headers, body, failure, openReader, beforeFurtherRequest };
      return streamFromProvider(question, sink, signal, timing);
    },
  };
}
