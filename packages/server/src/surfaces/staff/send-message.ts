import { staff as dialect, type Cursor } from '@parlance/wire';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AcceptedTurn } from '../../engine/engine.ts';
import { cursorOf, invalidCursor } from '../../http/cursor-request.ts';
import { idempotencyKeyOf } from '../../http/idempotency.ts';
import { openStream } from '../../http/open-stream.ts';
import type { Services } from '../../http/services.ts';
import { conversationIn, keyOf } from './conversation-key.ts';
import { Issues, objectIn, textIn } from './field-issues.ts';
import { memberIn, MOUNT } from './members.ts';
import { toStaffMessage, type StaffMessage } from './messages.ts';

const ASSISTANT = 'staff';
/** One operation under both names, so that a repeat by the other finds the same turn. */
const OPERATION = 'staff.message';
/** The document's: context, memory and the whole answer. */
const TIME_LIMIT_MS = 120_000;

/** Characters of one message. */
export const LONGEST_MESSAGE = 10_000;

/**
 * `POST …/messages/stream`: a message to a member, answered as a stream; or, with a cursor, the rest of a stream that
 * broke off. Source: CONTRACT.md §2.5 and §7.
 */
export function streamHandler(services: Services) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const cursor = cursorOf(request);
    if (cursor !== null) return await resume(services, request, reply, cursor);
    const { turn, replayed } = await accept(services, request, reply);
    const reader = await services.engine.reader(request.identity.owner, turn.id);
    return await openStream({ services, request, reply, reader, dialect, cursor: null, replayed });
  };
}

/** `POST …/messages`: the message is saved and told at once; its answer comes to the history and to webhooks. */
export function sendHandler(services: Services) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<StaffMessage> => {
    const { turn, replayed, member } = await accept(services, request, reply);
    const { owner } = request.identity;
    const [message] = await services.engine.messages(owner, turn.conversation, 1, turn.userMessage);
    if (message === undefined) throw new Error(`The message ${turn.userMessage} was accepted and is not stored.`);
    reply.code(201).header('x-turn-id', turn.id).header('x-conversation-id', turn.conversation);
    if (replayed) reply.header('idempotency-replayed', 'true');
    return toStaffMessage(message, member);
  };
}

async function accept(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<AcceptedTurn & { readonly member: string }> {
  const { id } = await memberIn(services, request);
  const issues = new Issues();
  const body = objectIn(request.body);
  const message = issues.take(textIn(body, 'content', LONGEST_MESSAGE), '');
  const thread = issues.take<string | null>(conversationIn(body, 'body'), null);
  issues.refuse();
  services.log.info('request_received', {
    correlation_id: request.id,
    method: request.method,
    path: request.routeOptions.url,
    message_length: message.length,
  });
  const key = idempotencyKeyOf(request);
  const accepted = await services.acceptTurn(reply, {
    owner: request.identity.owner,
    mount: MOUNT,
    operation: OPERATION,
    assistant: ASSISTANT,
    conversation: { kind: 'key', key: keyOf(id, thread) },
    parts: [{ kind: 'text', text: message }],
    timeLimitMs: TIME_LIMIT_MS,
    correlationId: request.id,
    options: { staff_id: id },
    ...(key === undefined ? {} : { idempotency: { key, body: fingerprinted(id, message, thread) } }),
  });
  return { ...accepted, member: id };
}

/** What makes two requests the same. */
function fingerprinted(member: string, content: string, conversation: string | null) {
  return { staff_id: member, content, ...(conversation === null ? {} : { conversation_id: conversation }) };
}

/** The body is not looked at: the cursor says everything. A turn of another system has no place in this stream. */
async function resume(services: Services, request: FastifyRequest, reply: FastifyReply, cursor: Cursor) {
  const { id } = await memberIn(services, request);
  const reader = await services.engine.reader(request.identity.owner, cursor.turn);
  if (reader.turn.mount !== MOUNT || reader.turn.options['staff_id'] !== id) throw invalidCursor();
  return await openStream({ services, request, reply, reader, dialect, cursor });
}
