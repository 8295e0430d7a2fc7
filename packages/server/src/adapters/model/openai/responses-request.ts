import type { MessagePart, ModelMessage, ModelRequest } from '../../../ports/model.ts';

/** The service refuses a smaller bound; an answer may then be that little longer than was asked. */
const SMALLEST_LIMIT = 16;

/** The body of a streamed Responses request. The provider is told to keep nothing: the conversation is kept here. */
export function responsesRequestBody(request: ModelRequest): string {
  return JSON.stringify({
    model: request.model,
    input: request.messages.map(inputItem),
    stream: true,
    store: false,
    max_output_tokens: Math.max(request.maxTokens, SMALLEST_LIMIT),
    ...(request.output === undefined
      ? {}
      : { text: { format: { type: 'json_schema', ...request.output, strict: true } } }),
  });
}

function inputItem({ role, parts }: ModelMessage): unknown {
  const plain = parts.every((part) => part.kind === 'text');
  return { role, content: plain ? parts.map((part) => part.text).join('') : parts.map(inputPart) };
}

function inputPart(part: MessagePart): unknown {
  return part.kind === 'text'
    ? { type: 'input_text', text: part.text }
    : { type: 'input_image', image_url: part.url, detail: 'auto' };
}
