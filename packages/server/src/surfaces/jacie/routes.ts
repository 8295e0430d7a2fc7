import type { FastifyInstance } from 'fastify';
import { detailShape } from '../../http/detail-shape.ts';
import { addDocumentation } from '../../http/documentation.ts';
import { answerUnknownAddresses } from '../../http/error-handler.ts';
import { addSystemHealth, prepareSystem } from '../../http/prepare-system.ts';
import type { Services } from '../../http/services.ts';
import type { Contender } from '../../http/shared-path.ts';
import { answerHandler, MOUNT, streamHandler } from './chat.ts';
import { answerSchema, streamSchema } from './schemas.ts';

/** The field that only Jacie's requests have. */
const FIELD = 'query';

/** Jacie under its mount, with its documentation. */
export async function jacieMount(app: FastifyInstance, services: Services): Promise<void> {
  prepareSystem(app, services, { shape: detailShape });
  answerUnknownAddresses(app, { shape: detailShape, log: services.log });
  await addDocumentation(app, {
    title: 'Jacie',
    description: 'Answers from documents, with progress while they are read and citations of their pages.',
  });
  app.post('/chat/stream', { schema: streamSchema }, streamHandler(services, 'traditional'));
  app.post('/chat', { schema: answerSchema }, answerHandler(services, 'traditional'));
  fastRoutes(app, services);
  addSystemHealth(app, services, MOUNT);
}

/** Jacie's part of `POST /chat/stream` at the root. */
export const jacieStream: Contender = {
  mount: MOUNT,
  field: FIELD,
  shape: detailShape,
  handler: (services) => streamHandler(services, 'traditional'),
};

/** Jacie's part of `POST /chat` at the root. */
export const jacieAnswer: Contender = { ...jacieStream, handler: (services) => answerHandler(services, 'traditional') };

/** What nobody else has at the root. */
export async function jacieAtRoot(app: FastifyInstance, services: Services): Promise<void> {
  prepareSystem(app, services, { shape: detailShape });
  fastRoutes(app, services);
}

function fastRoutes(app: FastifyInstance, services: Services): void {
  app.post('/fast_chat/stream', { schema: streamSchema }, streamHandler(services, 'fast'));
  app.post('/fast_chat', { schema: answerSchema }, answerHandler(services, 'fast'));
}
