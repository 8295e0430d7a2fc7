import { textOf, type MessageRecord, type TurnRecord } from '../../ports/records.ts';
import type { WebhookEvent } from '../../ports/webhooks.ts';

/** The body of a message: the same on every try, because all of it is stored and none of it changes any more. */
export function turnPayload(event: WebhookEvent, turn: TurnRecord, message: MessageRecord): string {
  const { staff_id: staff } = turn.options;
  return JSON.stringify({
    type: event,
    timestamp: new Date(turn.endedAt ?? message.createdAt).toISOString(),
    data: {
      id: message.id,
      ...(typeof staff === 'string'
        ? { staff_id: staff, message_type: 'assistant', is_group_discussion: false, group_discussion_id: null }
        : { message_type: 'assistant' }),
      content: textOf(message.parts),
      status: message.status,
      created_at: new Date(message.createdAt).toISOString(),
      reply_to: turn.userMessage,
      turn_id: turn.id,
      conversation_id: turn.conversation,
      mount: turn.mount,
      assistant: turn.assistant,
    },
  });
}

export function testPayload(webhook: string, now: number): string {
  return JSON.stringify({ type: 'webhook.test', timestamp: new Date(now).toISOString(), data: { webhook } });
}
