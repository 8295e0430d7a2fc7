import { dialects, native } from '@parlance/wire';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AcceptedTurn } from '../../engine/engine.ts';
import { ParlanceError } from '../../engine/errors.ts';
import { allowedModels } from '../../http/allowed-models.ts';
import { awaitBody } from '../../http/await-body.ts';
import { cursorOf, cursorWithin, invalidCursor } from '../../http/cursor-request.ts';
import { idempotencyKeyOf } from '../../http/idempotency.ts';
import { mediaOf } from '../../http/media.ts';
import { openStream } from '../../http/open-stream.ts';
import type { Services } from '../../http/services.ts';
import { failures, type NativeApp } from './native-app.ts';
import { toTurn } from './resources.ts';
import { createTurnBody, eventsQuery, idParameter, turnResource, type CreateTurnBody } from './schemas.ts';

const MOUNT = 'native';
const OPERATION = 'native.turn';

/** Ask, follow and stop. */
export function turnRoutes(app: NativeApp, services: Services): void {
  createTurnRoute(app, services);
  readTurnRoutes(app, services);
  cancelRoute(app, services);
}

function createTurnRoute(app: NativeApp, services: Services): void {
  const schema = {
    summary: 'Ask',
    description:
      'Streams the turn events as server-sent events, or answers once with stream:false. With Idempotency-Key a repeat attaches to the same turn; with Last-Event-ID the rest of a stream follows and no turn is made.',
    params: idParameter,
    // Absent where a cursor says everything; the framework hands an absent body to the schema as null.
    body: createTurnBody.nullish(),
  };
  app.post('/conversations/:id/turns', { schema }, async (request, reply) => {
    const { owner } = request.identity;
    const cursor = cursorOf(request);
    if (cursor !== null) {
      const reader = await services.engine.reader(owner, cursor.turn);
      if (reader.turn.conversation !== request.params.id) throw invalidCursor();
      return await openStream({ services, request, reply, reader, dialect: native, cursor });
    }
    if (request.body === undefined || request.body === null)
      throw new ParlanceError('validation', 'Field required', { field: 'body' });
    const { turn, replayed } = await accept(services, reply, request.params.id, request.body);
    const reader = await services.engine.reader(owner, turn.id);
    if (request.body.stream) {
      return await openStream({ services, request, reply, reader, dialect: native, cursor: null, replayed });
    }
    const { status, body } = await awaitBody(services.engine, reader, native, reply);
    reply.header('x-turn-id', turn.id).header('x-conversation-id', turn.conversation);
    if (replayed) reply.header('idempotency-replayed', 'true');
    return await reply.code(status).send(body);
  });
}

async function accept(
  services: Services,
  reply: FastifyReply,
  id: string,
  body: CreateTurnBody,
): Promise<AcceptedTurn> {
  const { engine, config, log } = services;
  const { request } = reply;
  const { owner } = request.identity;
  const conversation = await engine.conversation(owner, id);
  const { message, media = [], parent, model, max_tokens: maxTokens, when_busy: whenBusy } = body;
  if (model !== undefined && !allowedModels(services, conversation.assistant).includes(model)) {
    throw new ParlanceError('validation', 'This model may not be used', { field: 'body.model' });
  }
  const key = idempotencyKeyOf(request);
  log.info('request_received', {
    correlation_id: request.id,
    method: request.method,
    path: request.routeOptions.url,
    message_length: message.length,
  });
  return await services.acceptTurn(reply, {
    owner,
    mount: MOUNT,
    operation: OPERATION,
    assistant: conversation.assistant,
    conversation: { kind: 'id', id },
    parts: [{ kind: 'text', text: message }],
    media: mediaOf(
      services,
      reply,
      media.map(({ id, url = null }) => ({ id, url })),
      'body.media',
    ),
    ...(parent === undefined ? {} : { parent }),
    ...(model === undefined ? {} : { model }),
    maxTokens: maxTokens ?? config.maxTokens,
    correlationId: request.id,
    whenBusy,
    ...(key === undefined ? {} : { idempotency: { key, body: fingerprinted(id, body) } }),
  });
}

/** What makes two requests the same: all that shapes the turn, and not how its answer is read. */
function fingerprinted(conversation: string, body: CreateTurnBody) {
  const { message, media, parent = 'newest', model = null, max_tokens = null } = body;
  const files = media?.map(({ id, url = null }) => ({ id, url }));
  return { conversation, message, parent, model, max_tokens, ...(files === undefined ? {} : { media: files }) };
}

function readTurnRoutes(app: NativeApp, services: Services): void {
  const { engine } = services;
  const schema = { summary: 'Read a turn', params: idParameter, response: { 200: turnResource, ...failures } };
  app.get('/turns/:id', { schema }, async (request) =>
    toTurn(await engine.turn(request.identity.owner, request.params.id)),
  );
  const eventsSchema = {
    summary: 'Follow a turn, from any point and in any format',
    description: 'Live while it runs, from the log afterwards; 204 when nothing is left.',
    params: idParameter,
    querystring: eventsQuery,
  };
  // HEAD would stream a body that nobody may read.
  const options = { schema: eventsSchema, exposeHeadRoute: false };
  app.get('/turns/:id/events', options, async (request, reply) => {
    const reader = await engine.reader(request.identity.owner, request.params.id);
    const dialect = dialects.get(request.query.format);
    if (dialect === undefined) {
      const names = [...dialects.keys()].join(', ');
      throw new ParlanceError('validation', `Must be one of ${names}`, { field: 'query.format' });
    }
    const { after } = request.query;
    const cursor =
      cursorWithin(request, reader.turn.id) ??
      (after === undefined ? null : { turn: reader.turn.id, seq: after, further: Number.MAX_SAFE_INTEGER });
    return await openStream({ services, request, reply, reader, dialect, cursor });
  });
}

function cancelRoute(app: NativeApp, { engine }: Services): void {
  const schema = {
    summary: 'Stop a turn; what has been said is kept',
    params: idParameter,
    response: {
      200: z.object({ state: z.literal('ended'), terminal: z.looseObject({ type: z.string(), seq: z.number() }) }),
      202: z.object({ state: z.literal('stored') }),
      ...failures,
    },
  };
  app.post('/turns/:id/cancel', { schema, config: { relieves: true } }, async (request, reply) => {
    const { owner } = request.identity;
    const outcome = await engine.cancel(owner, request.params.id, 'user');
    if (outcome.state === 'stored') return await reply.code(202).send({ state: 'stored' as const });
    return await reply.code(200).send({ state: 'ended' as const, terminal: { ...outcome.terminal } });
  });
}
