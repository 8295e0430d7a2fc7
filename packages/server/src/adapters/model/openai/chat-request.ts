import type { MessagePart, ModelMessage, ModelRequest } from '../../../ports/model.ts';

export interface ChatRequestOptions {
  readonly tokenLimit: TokenLimitField;
  /** Asks for a last chunk with the usage. */
  readonly includeUsage: boolean;
}

/**
 * The name of the answer's upper bound. OpenAI's reasoning models refuse `max_tokens`; most compatible servers
 * (Ollama, older vLLM and llama.cpp) know nothing else.
 */
export type TokenLimitField = 'max_tokens' | 'max_completion_tokens';

/** The body of a streamed Chat Completions request. */
export function chatRequestBody(request: ModelRequest, { tokenLimit, includeUsage }: ChatRequestOptions): string {
  return JSON.stringify({
    model: request.model,
    messages: request.messages.map(chatMessage),
    stream: true,
    ...(includeUsage ? { stream_options: { include_usage: true } } : {}),
    [tokenLimit]: request.maxTokens,
    ...(request.output === undefined
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { ...request.output, strict: true } } }),
  });
}

/** `max_completion_tokens` on OpenAI's and Azure's own hosts, and for models that are known to refuse the other. */
export function tokenLimitFor(url: URL, model: string): TokenLimitField {
  const ownHost = url.hostname === 'api.openai.com' || url.hostname.endsWith('.openai.azure.com');
  return ownHost || REASONING_MODEL.test(model) ? 'max_completion_tokens' : 'max_tokens';
}

// `o1`, `o3-mini`, `openai/gpt-5` …, not `gpt-4o` and not the open-weight `gpt-oss`.
const REASONING_MODEL = /^(?:openai\/)?(?:o\d|gpt-[5-9])/;

function chatMessage({ role, parts }: ModelMessage): unknown {
  // Plain text as a string: many compatible servers do not take a list of parts.
  const plain = parts.every((part) => part.kind === 'text');
  return { role, content: plain ? parts.map((part) => part.text).join('') : parts.map(chatPart) };
}

function chatPart(part: MessagePart): unknown {
  return part.kind === 'text' ? { type: 'text', text: part.text } : { type: 'image_url', image_url: { url: part.url } };
}
