import type { FastifyInstance } from 'fastify';
import { requireIdentity } from '../../http/auth.ts';
import { allowOrigins } from '../../http/cors.ts';
import { addDocumentation } from '../../http/documentation.ts';
import { answerErrors, answerUnknownAddresses } from '../../http/error-handler.ts';
import { timestamp } from '../../http/health.ts';
import { readJsonBodies } from '../../http/json-body.ts';
import { plainShape } from '../../http/plain-shape.ts';
import type { Services } from '../../http/services.ts';
import type { Contender } from '../../http/shared-path.ts';
import { chatHandler, MOUNT } from './chat.ts';
import { chatSchema, healthSchema } from './schemas.ts';

/** The Personal AI Assistant under its mount: `/assistant/chat`, `/assistant/health` and their documentation. */
export async function assistantMount(app: FastifyInstance, services: Services): Promise<void> {
  prepare(app, services);
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

function prepare(app: FastifyInstance, { authenticator, clock, log }: Services): void {
  // The schemas document; `parseChatRequest` checks, because the words of its errors are part of the contract.
  app.setValidatorCompiler(() => () => true);
  allowOrigins(app, 'any-origin');
  requireIdentity(app, authenticator);
  readJsonBodies(app, { anyContentType: true, clock });
  answerErrors(app, { shape: plainShape, log });
}
