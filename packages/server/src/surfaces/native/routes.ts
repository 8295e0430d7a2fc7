import type { FastifyInstance } from 'fastify';
import { createSerializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { requireIdentity } from '../../http/auth.ts';
import { allowOrigins } from '../../http/cors.ts';
import { addDocumentation } from '../../http/documentation.ts';
import { answerErrors, answerUnknownAddresses } from '../../http/error-handler.ts';
import { requireSameOrigin } from '../../http/origins.ts';
import { problemShape } from '../../http/problem-shape.ts';
import type { Services } from '../../http/services.ts';
import { assistantRoutes } from './assistants.ts';
import { conversationRoutes } from './conversations.ts';
import { documentRoutes } from './documents.ts';
import { documentPageRoute } from './document-pages.ts';
import { documentSearchRoute } from './document-search.ts';
import { erasureRoutes } from './erasure.ts';
import { importRoute } from './import.ts';
import { memoryRoutes } from './memories.ts';
import { memorySearchRoute } from './memory-search.ts';
import { mediaRoutes } from './media.ts';
import { operationsRoute } from './operations.ts';
import { pointsRoutes } from './points.ts';
import { tokenRoutes } from './tokens.ts';
import { turnContextRoute } from './turn-context.ts';
import { turnRoutes } from './turns.ts';
import { webhookRoutes } from './webhooks.ts';

/** Parlance's own API, to be mounted at `/api/v1`. Same origin only. Source: CONTRACT.md §4. */
export async function nativeMount(instance: FastifyInstance, services: Services): Promise<void> {
  const { authenticator, config, log } = services;
  allowOrigins(instance, config.corsOrigins);
  requireSameOrigin(instance, config);
  requireIdentity(instance, authenticator);
  answerErrors(instance, { shape: problemShape, log });
  answerUnknownAddresses(instance, { shape: problemShape, log });
  instance.setValidatorCompiler(validatorCompiler);
  instance.setSerializerCompiler(createSerializerCompiler());
  await addDocumentation(instance, {
    title: 'Parlance',
    description: 'Assistants, conversations and turns. A turn is a durable, numbered stream of events.',
    schemas: 'zod',
  });
  const app = instance.withTypeProvider<ZodTypeProvider>();
  assistantRoutes(app, services);
  conversationRoutes(app, services);
  await importRoute(app, services);
  memorySearchRoute(app, services);
  memoryRoutes(app, services);
  turnRoutes(app, services);
  turnContextRoute(app, services);
  await mediaRoutes(app, services);
  await documentRoutes(app, services);
  documentSearchRoute(app, services);
  documentPageRoute(app, services);
  pointsRoutes(app, services);
  tokenRoutes(app, services);
  erasureRoutes(app, services);
  webhookRoutes(app, services);
  operationsRoute(app, services);
}
