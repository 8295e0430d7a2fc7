import type { MessagePart, ModelMessage, ModelRequest } from '../../../ports/model.ts';

/** The body of a streamed Messages request. System text stands apart from the conversation there. */
export function messagesRequestBody(request: ModelRequest): string {
  const system = request.messages.filter(({ role }) => role === 'system').flatMap(blocksOf);
  const messages = request.messages
    .filter(({ role }) => role !== 'system')
    .map((message) => ({ role: message.role, content: blocksOf(message) }))
    .filter(({ content }) => content.length > 0);
  return JSON.stringify({
    model: request.model,
    max_tokens: request.maxTokens,
    ...(system.length === 0 ? {} : { system }),
    messages,
    stream: true,
  });
}

/** Empty text is left out: the service refuses the whole request for it. */
function blocksOf({ parts }: ModelMessage): readonly unknown[] {
  return parts.filter((part) => part.kind !== 'text' || part.text.trim() !== '').map(blockOf);
}

function blockOf(part: MessagePart): unknown {
  if (part.kind === 'text') return { type: 'text', text: part.text };
  const inline = /^data:[^,]*;base64,(.*)$/s.exec(part.url);
  const source =
    inline === null
      ? { type: 'url', url: part.url }
      : { type: 'base64', media_type: part.mediaType, data: inline[1] ?? '' };
  return { type: 'image', source };
}
