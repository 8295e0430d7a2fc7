import type { FastifyInstance } from 'fastify';
import { addDocumentation } from '../../http/documentation.ts';
import { answerUnknownAddresses } from '../../http/error-handler.ts';
import { sentenceShape } from '../../http/sentence-shape.ts';
import { prepareSystem } from '../../http/prepare-system.ts';
import type { Services } from '../../http/services.ts';
import { streamHandler } from './conversation.ts';
import { graphqlRoute } from './graphql/routes.ts';
import { requireOwnRequest } from './own-request.ts';
import { conversationSchema, healthSchema, simpleSchema } from './schemas.ts';

const PREFIX = '/api/stream';
const SYSTEM = { shape: sentenceShape, guard: requireOwnRequest };

/** StudyGuru under its mount, with its documentation. */
export async function studyguruMount(app: FastifyInstance, services: Services): Promise<void> {
  prepareSystem(app, services, SYSTEM);
  answerUnknownAddresses(app, { shape: sentenceShape, log: services.log });
  await addDocumentation(app, {
    title: 'StudyGuru',
    description: 'A tutor with accounts: interactions, attachments, and points that each answer costs.',
  });
  streamRoutes(app, services);
}

/** StudyGuru's addresses at the root, as its document has them. */
export async function studyguruAtRoot(app: FastifyInstance, services: Services): Promise<void> {
  prepareSystem(app, services, SYSTEM);
  streamRoutes(app, services);
}

function streamRoutes(app: FastifyInstance, services: Services): void {
  graphqlRoute(app, services);
  app.post(
    `${PREFIX}/stream-conversation`,
    { schema: conversationSchema },
    streamHandler(services, (request) => request.body),
  );
  // A HEAD would begin a turn that nobody reads.
  const simple = { schema: simpleSchema, exposeHeadRoute: false };
  const askSimply = streamHandler(services, (request) => request.query);
  app.get(`${PREFIX}/stream-simple`, simple, async (request, reply) => {
    // The question stands in the address: no cache may keep it. Streams say so themselves, refusals do not.
    reply.header('cache-control', 'no-store');
    return await askSimply(request, reply);
  });
  app.get(`${PREFIX}/health`, { config: { open: true }, schema: healthSchema }, async () => ({
    status: 'healthy',
    service: 'interaction-streaming',
    timestamp: services.clock.now() / 1_000,
  }));
}
