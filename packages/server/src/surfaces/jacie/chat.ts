import { jacie as dialect, type JsonObject } from '@parlance/wire';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TurnReader } from '../../engine/engine.ts';
import { awaitBody } from '../../http/await-body.ts';
import { cursorOf, invalidCursor } from '../../http/cursor-request.ts';
import { idempotencyKeyOf } from '../../http/idempotency.ts';
import { openStream } from '../../http/open-stream.ts';
import type { Services } from '../../http/services.ts';
import { parseChatRequest, type ChatRequest } from './chat-request.ts';

export const MOUNT = 'jacie';
const ASSISTANT = 'jacie';
/** Whatever went wrong with the answer, its twin's clients know this status only. Source: CONTRACT.md §2.4. */
const FAILED = 500;

/** How documents come into the answer: those selected whole, or the passages that fit the question. */
export type Mode = 'traditional' | 'fast';
export type ChatHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * A question, answered as a stream of progress and its result; or, with a cursor, the rest of a stream that broke off.
 * Source: CONTRACT.md §2.4 and §7.
 */
export function streamHandler(services: Services, mode: Mode): ChatHandler {
  return async (request, reply) => {
    const { cursor, reader, replayed } = await turnFor(services, request, reply, mode);
    return await openStream({ services, request, reply, reader, dialect, cursor, replayed });
  };
}

/** The same question, answered once with the result alone. */
export function answerHandler(services: Services, mode: Mode): ChatHandler {
  return async (request, reply) => {
    const { reader, replayed } = await turnFor(services, request, reply, mode);
    const { body } = await awaitBody(services.engine, reader, dialect, reply);
    reply.header('x-turn-id', reader.turn.id).header('x-conversation-id', reader.turn.conversation);
    if (replayed) reply.header('idempotency-replayed', 'true');
    if (body === null) throw new Error(`The turn ${reader.turn.id} has a terminal that its fold does not know.`);
    return 'error' in body ? await reply.code(FAILED).send({ detail: body.error }) : await reply.send(body.result);
  };
}

/** The turn that the cursor names, whose body is not looked at then; else the one that this request begins or repeats. */
async function turnFor(services: Services, request: FastifyRequest, reply: FastifyReply, mode: Mode) {
  const { engine } = services;
  const { owner } = request.identity;
  const cursor = cursorOf(request);
  if (cursor !== null) {
    const reader: TurnReader = await engine.reader(owner, cursor.turn);
    if (reader.turn.mount !== MOUNT) throw invalidCursor();
    return { cursor, reader, replayed: false };
  }
  const asked = parseChatRequest(request.body);
  const { turn, replayed } = await accept(services, request, reply, { mode, asked });
  return { cursor, reader: await engine.reader(owner, turn.id), replayed };
}

async function accept(
  { acceptTurn, log }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { mode, asked }: { readonly mode: Mode; readonly asked: ChatRequest },
) {
  const { query, history, loadDocuments, streamTokens } = asked;
  const key = idempotencyKeyOf(request);
  log.info('request_received', {
    correlation_id: request.id,
    method: request.method,
    path: request.routeOptions.url,
    message_length: query.length,
  });
  // What shapes the answer, and so makes two requests the same; how it is read does not.
  const shaping: JsonObject = {
    query,
    history: history.map(({ role, content }) => ({ role, content })),
    documents: loadDocuments ? mode : 'none',
  };
  return await acceptTurn(reply, {
    owner: request.identity.owner,
    mount: MOUNT,
    operation: mode === 'fast' ? 'jacie.fast-chat' : 'jacie.chat',
    assistant: ASSISTANT,
    conversation: { kind: 'new' },
    parts: [{ kind: 'text', text: query }],
    correlationId: request.id,
    options: { ...shaping, mode, stream_tokens: streamTokens },
    ...(key === undefined ? {} : { idempotency: { key, body: shaping } }),
  });
}
