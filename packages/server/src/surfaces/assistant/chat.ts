import { assistant as dialect, type Cursor } from '@parlance/wire';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AcceptedTurn } from '../../engine/engine.ts';
import { allowedModels } from '../../http/allowed-models.ts';
import { cursorOf, invalidCursor } from '../../http/cursor-request.ts';
import { idempotencyKeyOf } from '../../http/idempotency.ts';
import { openStream } from '../../http/open-stream.ts';
import type { Services } from '../../http/services.ts';
import { parseChatRequest, type ChatRequest } from './chat-request.ts';

export const MOUNT = 'assistant';
const ASSISTANT = 'assistant';
const OPERATION = 'assistant.chat';

export type ChatHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * `POST /chat`: a new conversation with one turn, streamed; or, with a cursor, the rest of a stream that broke off.
 * Source: CONTRACT.md §2.2 and §7.
 */
export function chatHandler(services: Services): ChatHandler {
  return async (request, reply) => {
    const cursor = cursorOf(request);
    if (cursor !== null) return await resume(services, request, reply, cursor);
    const chat = parseChatRequest(request.body, allowedModels(services, ASSISTANT));
    services.log.info('request_received', {
      correlation_id: request.id,
      method: request.method,
      path: request.routeOptions.url,
      message_length: chat.message.length,
    });
    const { turn, replayed } = await accept(services, reply, chat);
    const reader = await services.engine.reader(request.identity.owner, turn.id);
    return await openStream({ services, request, reply, reader, dialect, cursor: null, replayed });
  };
}

async function accept(services: Services, reply: FastifyReply, chat: ChatRequest): Promise<AcceptedTurn> {
  const { request } = reply;
  const { message, model, maxTokens } = chat;
  const key = idempotencyKeyOf(request);
  return await services.acceptTurn(reply, {
    owner: request.identity.owner,
    mount: MOUNT,
    operation: OPERATION,
    assistant: ASSISTANT,
    conversation: { kind: 'new' },
    parts: [{ kind: 'text', text: message }],
    ...(model === undefined ? {} : { model }),
    maxTokens: maxTokens ?? services.config.maxTokens,
    timeLimitMs: services.config.timeoutSeconds * 1_000,
    correlationId: request.id,
    ...(key === undefined
      ? {}
      : { idempotency: { key, body: { message, model: model ?? null, max_tokens: maxTokens ?? null } } }),
  });
}

/** The body is not looked at: the cursor says everything. A turn of another system has no place in this stream. */
async function resume(services: Services, request: FastifyRequest, reply: FastifyReply, cursor: Cursor) {
  const reader = await services.engine.reader(request.identity.owner, cursor.turn);
  if (reader.turn.mount !== MOUNT) throw invalidCursor();
  return await openStream({ services, request, reply, reader, dialect, cursor });
}
