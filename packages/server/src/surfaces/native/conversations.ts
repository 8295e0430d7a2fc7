import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import { messagesBefore, newestMessages } from '../../http/message-line.ts';
import type { Services } from '../../http/services.ts';
import { failures, type NativeApp } from './native-app.ts';
import { formatPageToken, parsePageToken } from './page-token.ts';
import { toConversation, toMessage } from './resources.ts';
import {
  conversationResource,
  conversationsQuery,
  createConversationBody,
  idParameter,
  messageResource,
  messagesPageQuery,
  messagesQuery,
  openTurnResource,
  renameConversationBody,
  stateParameters,
  stateResource,
} from './schemas.ts';
import { readSnapshot } from './snapshot.ts';

const MOUNT = 'native';

/** Create, list, read, rename and delete conversations. Conversations of every system are listed. */
export function conversationRoutes(app: NativeApp, services: Services): void {
  createRoute(app, services);
  listRoute(app, services);
  readRoutes(app, services);
  stateRoute(app, services);
  changeRoutes(app, services);
}

function createRoute(app: NativeApp, { engine, assistants }: Services): void {
  const schema = {
    summary: 'Begin a conversation',
    body: createConversationBody,
    response: { 201: conversationResource, ...failures },
  };
  app.post('/conversations', { schema }, async (request, reply) => {
    const { assistant, title } = request.body;
    if (assistants.get(assistant) === undefined) {
      throw new ParlanceError('validation', 'There is no assistant of this name', { field: 'body.assistant' });
    }
    const { owner } = request.identity;
    const record = await engine.createConversation({ owner, assistant, mount: MOUNT, title: title ?? null });
    reply.code(201).header('location', `/api/v1/conversations/${record.id}`);
    return toConversation(record);
  });
}

function listRoute(app: NativeApp, { engine }: Services): void {
  const page = z.object({
    conversations: z.array(conversationResource),
    next: z.string().nullable().describe('`after` of the next page; null at the end.'),
  });
  const schema = {
    summary: 'List conversations, the last changed first',
    querystring: conversationsQuery,
    response: { 200: page, ...failures },
  };
  app.get('/conversations', { schema }, async (request) => {
    const { limit, after } = request.query;
    const records = await engine.conversations(request.identity.owner, {
      // One more than asked for tells whether there is a next page.
      limit: limit + 1,
      ...(after === undefined ? {} : { before: parsePageToken(after) }),
    });
    const shown = records.slice(0, limit);
    const last = shown.at(-1);
    const next = records.length > limit && last !== undefined ? formatPageToken(last) : null;
    return { conversations: shown.map(toConversation), next };
  });
}

function readRoutes(app: NativeApp, { engine }: Services): void {
  const snapshot = conversationResource.extend({
    messages: z.array(messageResource).describe('The current branch, oldest first.'),
    turns: z.array(openTurnResource).describe('Turns that have not ended; follow each from its cursor.'),
  });
  const readSchema = {
    summary: 'Read a conversation and where its open turns are',
    params: idParameter,
    querystring: messagesQuery,
    response: { 200: snapshot, ...failures },
  };
  app.get('/conversations/:id', { schema: readSchema }, async (request) => {
    const { owner } = request.identity;
    const { id } = request.params;
    const parts = await readSnapshot(engine, owner, id, request.query.limit);
    return {
      ...toConversation(await engine.conversation(owner, id)),
      messages: [...parts.messages],
      turns: [...parts.turns],
    };
  });
  const messagesSchema = {
    summary: 'Read the messages of the current branch',
    params: idParameter,
    querystring: messagesPageQuery,
    response: { 200: z.object({ messages: z.array(messageResource) }), ...failures },
  };
  app.get('/conversations/:id/messages', { schema: messagesSchema }, async (request) => {
    const { limit, before } = request.query;
    const conversation = await engine.conversation(request.identity.owner, request.params.id);
    const records =
      before === undefined
        ? await newestMessages(engine, conversation, limit)
        : await messagesBefore(engine, conversation, before, limit);
    return { messages: records.map(toMessage) };
  });
}

function stateRoute(app: NativeApp, { engine }: Services): void {
  const schema = {
    summary: 'Read what a capability knows of a conversation, such as where a guide stands',
    params: stateParameters,
    response: { 200: stateResource, ...failures },
  };
  app.get('/conversations/:id/states/:scope', { schema }, async (request) => {
    const { id, scope } = request.params;
    const state = await engine.state(request.identity.owner, id, scope);
    return { scope, version: state?.version ?? 0, turn: state?.turn ?? null, data: { ...state?.data } };
  });
}

function changeRoutes(app: NativeApp, { engine }: Services): void {
  const renameSchema = {
    summary: 'Rename a conversation',
    params: idParameter,
    body: renameConversationBody,
    response: { 200: conversationResource, ...failures },
  };
  app.patch('/conversations/:id', { schema: renameSchema }, async (request) =>
    toConversation(await engine.renameConversation(request.identity.owner, request.params.id, request.body.title)),
  );
  const deleteSchema = {
    summary: 'Delete a conversation, cancelling what runs in it',
    params: idParameter,
    response: { 204: z.null(), ...failures },
  };
  app.delete('/conversations/:id', { schema: deleteSchema }, async (request, reply) => {
    await engine.deleteConversation(request.identity.owner, request.params.id);
    return reply.code(204).send(null);
  });
}
