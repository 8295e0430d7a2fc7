import { studyguru as dialect, type Cursor } from '@parlance/wire';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AcceptedTurn } from '../../engine/engine.ts';
import { cursorOf, invalidCursor } from '../../http/cursor-request.ts';
import { idempotencyKeyOf } from '../../http/idempotency.ts';
import { mediaOf } from '../../http/media.ts';
import { openStream } from '../../http/open-stream.ts';
import type { Services } from '../../http/services.ts';
import { canonicalForm, parseConversationRequest, type ConversationRequest } from './conversation-request.ts';
import { findInteraction, MOUNT } from './interactions.ts';
import { followForLog } from './stream-log.ts';

const ASSISTANT = 'studyguru';
/** One operation under three names, so that a repeat by another of them finds the same turn. */
const OPERATION = 'studyguru.conversation';

export type StreamHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * A question in an interaction, answered as a stream; or, with a cursor, the rest of a stream that broke off. `fields`
 * says where the question stands: in the body or in the query. Source: CONTRACT.md §2.3 and §7.
 */
export function streamHandler(services: Services, fields: (request: FastifyRequest) => unknown): StreamHandler {
  return async (request, reply) => {
    const cursor = cursorOf(request);
    if (cursor !== null) return await resume(services, request, reply, cursor);
    const asked = parseConversationRequest(fields(request));
    const { turn, replayed } = await acceptConversation(services, request, reply, asked);
    const reader = await services.engine.reader(request.identity.owner, turn.id);
    if (services.config.enableLogs) followForLog(services, reader, asked, replayed);
    return await openStream({ services, request, reply, reader, dialect, cursor: null, replayed });
  };
}

/** Begins the turn, or finds the one that this request's key began. Rejects with `not_found` for a foreign interaction. */
export async function acceptConversation(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: ConversationRequest,
  key = idempotencyKeyOf(request),
): Promise<AcceptedTurn> {
  const { acceptTurn, engine, log } = services;
  const { owner } = request.identity;
  const { message, interactionId, maxTokens } = asked;
  const conversation = interactionId === null ? null : await findInteraction(engine, owner, interactionId);
  log.info('request_received', {
    correlation_id: request.id,
    method: request.method,
    path: request.routeOptions.url,
    message_length: message.length,
  });
  return await acceptTurn(reply, {
    owner,
    mount: MOUNT,
    operation: OPERATION,
    assistant: ASSISTANT,
    conversation: conversation === null ? { kind: 'new' } : { kind: 'id', id: conversation.id },
    parts: message === '' ? [] : [{ kind: 'text', text: message }],
    media: mediaOf(services, reply, asked.mediaFiles, 'media_files'),
    maxTokens,
    correlationId: request.id,
    ...(key === undefined ? {} : { idempotency: { key, body: canonicalForm(asked) } }),
  });
}

/** Nothing else is looked at: the cursor says everything. A turn of another system has no place in this stream. */
async function resume(services: Services, request: FastifyRequest, reply: FastifyReply, cursor: Cursor) {
  const reader = await services.engine.reader(request.identity.owner, cursor.turn);
  if (reader.turn.mount !== MOUNT) throw invalidCursor();
  return await openStream({ services, request, reply, reader, dialect, cursor });
}
