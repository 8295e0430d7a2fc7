import { isRecord, textIn } from '../json.ts';
import { listIn, requiredText, wordIn } from './read.ts';
import type { Assistant, Conversation, Message, OpenTurn, Snapshot, Turn } from './types.ts';

/** The server's JSON as resources; each throws `ClientError` of kind `protocol` where a field is missing. */
export function toAssistant(json: unknown): Assistant {
  return {
    name: requiredText(json, 'name'),
    title: requiredText(json, 'title'),
    description: requiredText(json, 'description'),
    model: requiredText(json, 'model'),
    capabilities: textsIn(json, 'capabilities'),
  };
}

export function toConversation(json: unknown): Conversation {
  return {
    id: requiredText(json, 'id'),
    assistant: requiredText(json, 'assistant'),
    title: textIn(json, 'title') ?? null,
    head: textIn(json, 'head') ?? null,
    createdAt: requiredText(json, 'created_at'),
    updatedAt: requiredText(json, 'updated_at'),
  };
}

export function toMessage(json: unknown): Message {
  return {
    id: requiredText(json, 'id'),
    parent: textIn(json, 'parent') ?? null,
    role: wordIn(json, 'role', ['user', 'assistant']),
    status: wordIn(json, 'status', ['complete', 'interrupted', 'cancelled', 'error']),
    text: requiredText(json, 'text'),
    media: listIn(json, 'media', (item) => ({
      id: requiredText(item, 'id'),
      mediaType: requiredText(item, 'media_type'),
    })),
    turn: textIn(json, 'turn') ?? null,
    createdAt: requiredText(json, 'created_at'),
  };
}

export function toTurn(json: unknown): Turn {
  return {
    id: requiredText(json, 'id'),
    conversation: requiredText(json, 'conversation'),
    assistant: requiredText(json, 'assistant'),
    status: wordIn(json, 'status', ['queued', 'running', 'completed', 'failed', 'cancelled']),
    model: requiredText(json, 'model'),
    userMessage: requiredText(json, 'user_message'),
    assistantMessage: requiredText(json, 'assistant_message'),
    correlationId: requiredText(json, 'correlation_id'),
    createdAt: requiredText(json, 'created_at'),
    endedAt: textIn(json, 'ended_at') ?? null,
  };
}

export function toSnapshot(json: unknown): Snapshot {
  return {
    ...toConversation(json),
    messages: listIn(json, 'messages', toMessage),
    turns: listIn(json, 'turns', toOpenTurn),
  };
}

function toOpenTurn(json: unknown): OpenTurn {
  return { ...toTurn(json), text: requiredText(json, 'text'), cursor: requiredText(json, 'cursor') };
}

/** The texts of a list; none where an older server has no such field. */
function textsIn(json: unknown, field: string): readonly string[] {
  const found = isRecord(json) ? json[field] : undefined;
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
}
