import type { FastifyInstance } from 'fastify';
import { detailShape } from '../../http/detail-shape.ts';
import { addDocumentation } from '../../http/documentation.ts';
import { answerUnknownAddresses } from '../../http/error-handler.ts';
import { addSystemHealth, prepareSystem } from '../../http/prepare-system.ts';
import type { Services } from '../../http/services.ts';
import type { Contender } from '../../http/shared-path.ts';
import { chatHandler } from './chat.ts';
import { readHistory } from './history.ts';
import { chatSchema, deleteSchema, historySchema, sessionSchema, sessionsSchema } from './schemas.ts';
import { sessionIdIn } from './session-id.ts';
import { freshSession, readSessionInfo } from './session-info.ts';
import { deleteSession, findSession, listSessions, MOUNT } from './sessions.ts';

/** Milo under its mount: `/milo/chat/stream`, its sessions and their documentation. */
export async function miloMount(app: FastifyInstance, services: Services): Promise<void> {
  prepareSystem(app, services, { shape: detailShape });
  answerUnknownAddresses(app, { shape: detailShape, log: services.log });
  await addDocumentation(app, {
    title: 'Milo',
    description: 'A conversation that leads a student through six steps from interests to opportunities.',
  });
  app.post('/chat/stream', { schema: chatSchema }, chatHandler(services));
  sessionRoutes(app, services);
  addSystemHealth(app, services, MOUNT);
}

/** Milo's part of `POST /chat/stream` at the root. */
export const miloChat: Contender = { mount: MOUNT, field: 'message', shape: detailShape, handler: chatHandler };

/** Milo's sessions at the root, as its document has them. */
export async function miloAtRoot(app: FastifyInstance, services: Services): Promise<void> {
  prepareSystem(app, services, { shape: detailShape });
  sessionRoutes(app, services);
}

function sessionRoutes(app: FastifyInstance, { engine, clock }: Services): void {
  app.get('/chat/history/:session_id', { schema: historySchema }, async (request) => {
    const sessionId = sessionIdIn(request.params);
    const { owner } = request.identity;
    const conversation = await findSession(engine, owner, sessionId);
    return conversation === null
      ? { messages: [], session_info: freshSession(sessionId, clock.now()), active_turns: [] }
      : readHistory(engine, owner, conversation);
  });
  app.get('/chat/session/:session_id', { schema: sessionSchema }, async (request) => {
    const sessionId = sessionIdIn(request.params);
    const { owner } = request.identity;
    const conversation = await findSession(engine, owner, sessionId);
    return conversation === null ? freshSession(sessionId, clock.now()) : readSessionInfo(engine, owner, conversation);
  });
  app.delete('/chat/session/:session_id', { schema: deleteSchema }, async (request) => {
    const sessionId = sessionIdIn(request.params);
    await deleteSession(engine, request.identity.owner, sessionId);
    return { message: 'Session ID cleared successfully' };
  });
  app.get('/chat/sessions', { schema: sessionsSchema }, async (request) => {
    const sessions = await listSessions(engine, request.identity.owner);
    // Not by assignment: "__proto__" is a session id like any other.
    return { sessions: Object.fromEntries(sessions.map((session) => [session.session_id, session])) };
  });
}
