import { isRecord } from './wire.ts';

/** The text of the last user message of a body with `messages`, its content being text or a list of parts. */
export function lastUserTextOf(body: unknown): string {
  if (!isRecord(body) || !Array.isArray(body.messages)) return '';
  const last: unknown = body.messages.findLast((message) => isRecord(message) && message.role === 'user');
  if (!isRecord(last)) return '';
  if (typeof last.content === 'string') return last.content;
  if (!Array.isArray(last.content)) return '';
  return last.content
    .map((part: unknown) => (isRecord(part) && typeof part.text === 'string' ? part.text : ''))
    .join('');
}
