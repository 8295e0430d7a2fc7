import { messageText } from '../../http/message-text.ts';
import type { z } from 'zod';
import type { ModelUsage } from '../../ports/model.ts';
import type { ConversationRecord, MessageRecord, TurnRecord } from '../../ports/records.ts';
import type { conversationResource, messageResource, turnResource } from './schemas.ts';

/** Stored records in the words of the native API: snake case, ISO times, nothing that is only ours to know. */
export function toConversation(record: ConversationRecord): z.output<typeof conversationResource> {
  const { id, assistant, title, head, createdAt, updatedAt } = record;
  return { id, assistant, title, head, created_at: isoTime(createdAt), updated_at: isoTime(updatedAt) };
}

export function toMessage(record: MessageRecord): z.output<typeof messageResource> {
  const { id, parent, role, status, parts, turn, createdAt, speaker = role, externalId = null } = record;
  const media = parts.flatMap((part) => (part.kind === 'text' ? [] : [{ id: part.media, media_type: part.mediaType }]));
  return {
    id,
    parent,
    role,
    status,
    text: messageText(record),
    media,
    turn: turn === '' ? null : turn,
    speaker,
    external_id: externalId,
    created_at: isoTime(createdAt),
  };
}

export function toTurn(record: TurnRecord): z.output<typeof turnResource> {
  return {
    id: record.id,
    conversation: record.conversation,
    assistant: record.assistant,
    status: record.status,
    model: record.model,
    user_message: record.userMessage,
    assistant_message: record.assistantMessage,
    correlation_id: record.correlationId,
    created_at: isoTime(record.createdAt),
    ended_at: record.endedAt === null ? null : isoTime(record.endedAt),
    attempts: record.attempts,
    upstream_calls: record.calls.map(({ at, usage, ...call }) => ({
      ...call,
      ...(usage === undefined ? {} : { usage: withSnakeCase(usage) }),
      at: isoTime(at),
    })),
    usage: record.usage === null ? null : withSnakeCase(record.usage),
  };
}

function withSnakeCase<Usage extends ModelUsage>({ cachedInput, ...usage }: Usage) {
  return cachedInput === undefined ? usage : { ...usage, cached_input: cachedInput };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
