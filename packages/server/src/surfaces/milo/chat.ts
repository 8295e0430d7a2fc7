import { milo as dialect, type Cursor } from '@parlance/wire';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AcceptedTurn } from '../../engine/engine.ts';
import { cursorOf, invalidCursor } from '../../http/cursor-request.ts';
import { idempotencyKeyOf } from '../../http/idempotency.ts';
import { openStream } from '../../http/open-stream.ts';
import type { Services } from '../../http/services.ts';
import { parseChatRequest, type ChatRequest } from './chat-request.ts';
import { MOUNT } from './sessions.ts';

const ASSISTANT = 'milo';
const OPERATION = 'milo.chat';

export type ChatHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * `POST /chat/stream`: a message in a session, answered as a stream; or, with a cursor, the rest of a stream that broke
 * off. Source: CONTRACT.md §2.1 and §7.
 */
export function chatHandler(services: Services): ChatHandler {
  return async (request, reply) => {
    const cursor = cursorOf(request);
    if (cursor !== null) return await resume(services, request, reply, cursor);
    const chat = parseChatRequest(request.body);
    services.log.info('request_received', {
      correlation_id: request.id,
      method: request.method,
      path: request.routeOptions.url,
      message_length: chat.message.length,
    });
    const { turn, replayed } = await accept(services, request, reply, chat);
    const reader = await services.engine.reader(request.identity.owner, turn.id);
    return await openStream({ services, request, reply, reader, dialect, cursor: null, replayed });
  };
}

async function accept(
  { acceptTurn }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { message, sessionId }: ChatRequest,
): Promise<AcceptedTurn> {
  const key = idempotencyKeyOf(request);
  return await acceptTurn(reply, {
    owner: request.identity.owner,
    mount: MOUNT,
    operation: OPERATION,
    assistant: ASSISTANT,
    conversation: { kind: 'key', key: sessionId },
    parts: [{ kind: 'text', text: message }],
    correlationId: request.id,
    ...(key === undefined ? {} : { idempotency: { key, body: { message, session_id: sessionId } } }),
  });
}

/** The body is not looked at: the cursor says everything. A turn of another system has no place in this stream. */
async function resume(services: Services, request: FastifyRequest, reply: FastifyReply, cursor: Cursor) {
  const reader = await services.engine.reader(request.identity.owner, cursor.turn);
  if (reader.turn.mount !== MOUNT) throw invalidCursor();
  return await openStream({ services, request, reply, reader, dialect, cursor });
}
