import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import { CORRELATION_HEADER, correlationIdOf } from './correlation.ts';
import { answerErrors, answerUnknownAddresses, sendFailure, type ErrorHandling } from './error-handler.ts';
import { ANONYMOUS } from './identity.ts';
import { MAX_BODY_BYTES, readJsonBodies } from './json-body.ts';
import { countRequests } from './metrics.ts';
import { plainShape } from './plain-shape.ts';
import type { Services } from './services.ts';

/** Bytes of all headers and the address together; more is answered with 431. */
const MAX_HEADER_BYTES = 16_384;
/** A client that takes longer to send its headers, or its whole request, is cut off. Source: FAULTS.md A03. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the idle time of common proxies (60 s), so that they close first and no request meets a closed socket. */
const KEEP_ALIVE_MS = 65_000;

/** Connections that may wait for the loop: after a restart every client reconnects at once. */
export const LISTEN_BACKLOG = 4_096;

export type ServerServices = Pick<Services, 'config' | 'log' | 'ids' | 'clock' | 'metrics'>;

/** The bare server: limits, correlation ids, errors and counting. Surfaces add their routes to it. */
export function createServer(services: ServerServices): FastifyInstance {
  const { config, log, ids, clock, metrics } = services;
  const errors: ErrorHandling = { shape: plainShape, log };
  const app = fastify({
    logger: false,
    genReqId: (raw) => correlationIdOf(raw.headers[CORRELATION_HEADER], ids),
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    bodyLimit: MAX_BODY_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 5_000 },
    routerOptions: { maxParamLength: 512 },
    frameworkErrors: (error, request, reply) => {
      reply.header(CORRELATION_HEADER, request.id);
      sendFailure(error, request, reply, errors);
    },
    clientErrorHandler: (error, socket) => refuseConnection(error.code, socket, ids.next()),
  });
  app.decorateRequest('identity');
  app.addHook('onRequest', async (request, reply) => {
    request.identity = ANONYMOUS;
    reply.header(CORRELATION_HEADER, request.id);
  });
  readJsonBodies(app, { anyContentType: false, clock });
  countRequests(app, metrics);
  answerErrors(app, errors);
  answerUnknownAddresses(app, errors);
  return app;
}

const CONNECTION_ERRORS: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);

/** What is not HTTP never becomes a request, so its answer is written here by hand, and the connection ends. */
function refuseConnection(code: string, socket: Socket, correlationId: string): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = CONNECTION_ERRORS.get(code) ?? 400;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify({
    error: title,
    detail: 'The request could not be read.',
    correlation_id: correlationId,
  });
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${body.length}`,
      `X-Correlation-Id: ${correlationId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
