import type { FastifyInstance } from 'fastify';
import { requireIdentity } from './auth.ts';
import { allowOrigins } from './cors.ts';
import { answerErrors, type ErrorShape } from './error-handler.ts';
import { timestamp } from './health.ts';
import { readJsonBodies } from './json-body.ts';
import type { Services } from './services.ts';

interface SystemOptions {
  /** How its document writes errors. */
  readonly shape: ErrorShape;
  /** Adds what is asked of a request before anything else. Default: nothing. */
  readonly guard?: (app: FastifyInstance) => void;
}

/**
 * Prepares an instance for the routes of a system with a document of its own: pages of every origin may read the
 * answers, bodies are JSON whatever they are called, and errors have the system's shape.
 *
 * The routes' schemas document only. The system's own parsers check, because the words of their errors are part of its
 * contract; and what a handler gives is sent as it is.
 */
export function prepareSystem(
  app: FastifyInstance,
  { authenticator, clock, log }: Services,
  { shape, guard }: SystemOptions,
): void {
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  allowOrigins(app, 'any-origin');
  guard?.(app);
  requireIdentity(app, authenticator);
  readJsonBodies(app, { anyContentType: true, clock });
  answerErrors(app, { shape, log });
}

/** `/health` below the mount of a system whose document has none. */
export function addSystemHealth(app: FastifyInstance, { clock }: Services, service: string): void {
  app.get('/health', { config: { open: true }, schema: { summary: 'Is the service up?' } }, async () => ({
    status: 'healthy',
    timestamp: timestamp(clock),
    service,
  }));
}
