import type { ModelRequest } from '../../../ports/model.ts';

/** The headers of every request to a server of OpenAI's kind; without a key none is sent. */
export function openAiHeaders(
  { correlationId }: Pick<ModelRequest, 'correlationId'>,
  apiKey: string,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    'accept-encoding': 'identity',
    'user-agent': 'parlance',
    'x-correlation-id': correlationId,
    ...(apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }),
  };
}
