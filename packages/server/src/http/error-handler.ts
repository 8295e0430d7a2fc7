import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../log.ts';
import { plainError, toFailure, type Failure } from './failure.ts';

/** How one surface words a failure. */
export interface ErrorShape {
  readonly contentType: string;
  /** The HTTP status, where a system answers with another than the error table's. */
  status(failure: Failure): number;
  body(failure: Failure): object;
}

export interface ErrorHandling {
  readonly shape: ErrorShape;
  readonly log: Logger;
}

/** Answers whatever this instance's routes throw in the surface's own shape. Nothing internal goes out. */
export function answerErrors(app: FastifyInstance, handling: ErrorHandling): void {
  app.setErrorHandler((error, request, reply) => sendFailure(error, request, reply, handling));
}

/**
 * Answers unknown addresses below this instance's prefix in the surface's own shape, and known ones that do not take
 * the method: those with 405 and the methods that they take.
 */
export function answerUnknownAddresses(app: FastifyInstance, handling: ErrorHandling): void {
  app.setNotFoundHandler((request, reply) => {
    const methods = app.knownRoutes.methodsOf(request.url.split('?', 1)[0] ?? '');
    const isKnown = methods.length > 0 && !methods.includes(request.method);
    if (isKnown) reply.header('allow', methods.join(', '));
    return sendFailure(plainError(isKnown ? 'method_not_allowed' : 'not_found'), request, reply, handling);
  });
}

export function sendFailure(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { shape, log }: ErrorHandling,
): FastifyReply {
  const failure = toFailure(error, request.id);
  logFailure(failure, error, request, log);
  if (failure.retryAfter !== undefined) reply.header('retry-after', String(failure.retryAfter));
  if (failure.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  return reply
    .code(shape.status(failure))
    .header('content-type', shape.contentType)
    .send(JSON.stringify(shape.body(failure)));
}

function logFailure(failure: Failure, error: unknown, request: FastifyRequest, log: Logger): void {
  const { correlationId, code, status, field, detail } = failure;
  // The route's pattern, not the address: addresses may hold text of messages.
  const fields = {
    correlation_id: correlationId,
    method: request.method,
    route: request.routeOptions.url,
    code,
    status,
  };
  if (status >= 500) log.error('request_failed', { ...fields, error });
  else if (code === 'validation') log.warning('validation_error', { ...fields, field, detail });
  else log.info('request_refused', fields);
}
