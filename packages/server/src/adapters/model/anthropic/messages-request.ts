import type { MessagePart, ModelMessage, ModelRequest } from '../../../ports/model.ts';

/** Asks the service to keep what it has read up to this block, and to find what it kept before. */
const KEEP = { cache_control: { type: 'ephemeral' } } as const;

/** The body of a streamed Messages request. System text stands apart from the conversation there. */
export function messagesRequestBody(request: ModelRequest): string {
  const system = request.messages.filter(({ role }) => role === 'system').flatMap(blocksOf);
  const messages = request.messages
    .filter(({ role }) => role !== 'system')
    .map((message) => ({ role: message.role, content: blocksOf(message) }))
    .filter(({ content }) => content.length > 0);
  keepPrefix(system, messages);
  return JSON.stringify({
    model: request.model,
    max_tokens: request.maxTokens,
    ...(system.length === 0 ? {} : { system }),
    messages,
    stream: true,
  });
}

/**
 * The instructions are the same in every turn; the conversation is, up to its last message, the beginning of the next
 * request. What stands between them changes from turn to turn where capabilities contribute: then nothing behind it can
 * be found again, and keeping it would only cost more.
 */
function keepPrefix(system: object[], messages: readonly { readonly content: object[] }[]): void {
  const [instructions] = system;
  if (instructions !== undefined) Object.assign(instructions, KEEP);
  const last = system.length > 1 ? undefined : messages.at(-1)?.content.at(-1);
  if (last !== undefined) Object.assign(last, KEEP);
}

/** Empty text is left out: the service refuses the whole request for it. */
function blocksOf({ parts }: ModelMessage): object[] {
  return parts.filter((part) => part.kind !== 'text' || part.text.trim() !== '').map(blockOf);
}

function blockOf(part: MessagePart): object {
  if (part.kind === 'text') return { type: 'text', text: part.text };
  const inline = /^data:[^,]*;base64,(.*)$/s.exec(part.url);
  const source =
    inline === null
      ? { type: 'url', url: part.url }
      : { type: 'base64', media_type: part.mediaType, data: inline[1] ?? '' };
  return { type: 'image', source };
}
