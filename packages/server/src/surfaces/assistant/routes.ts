import type { FastifyInstance } from 'fastify';
import { addDocumentation } from '../../http/documentation.ts';
import { answerUnknownAddresses } from '../../http/error-handler.ts';
import { timestamp } from '../../http/health.ts';
import { plainShape } from '../../http/plain-shape.ts';
import { prepareSystem } from '../../http/prepare-system.ts';
import type { Services } from '../../http/services.ts';
import type { Contender } from '../../http/shared-path.ts';
import { chatHandler, MOUNT } from './chat.ts';
import { chatSchema, healthSchema } from './schemas.ts';

/** The Personal AI Assistant under its mount: `/assistant/chat`, `/assistant/health` and their documentation. */
export async function assistantMount(app: FastifyInstance, services: Services): Promise<void> {
  prepareSystem(app, services, { shape: plainShape });
  answerUnknownAddresses(app, { shape: plainShape, log: services.log });
  await addDocumentation(app, {
    title: 'Personal AI Assistant',
    description: 'One message in, one streamed answer out. Every request is a new conversation.',
  });
  app.post('/chat', { schema: chatSchema }, chatHandler(services));
  app.get('/health', { config: { open: true }, schema: healthSchema }, async () => ({
    status: 'healthy',
    timestamp: timestamp(services.clock),
  }));
}

/** Its part of `POST /chat` at the root. The root's own `/health` answers for this system too. */
export const assistantChat: Contender = {
  mount: MOUNT,
  field: 'message',
  shape: plainShape,
  handler: chatHandler,
};
