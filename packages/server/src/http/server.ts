import { fastify, type FastifyInstance } from 'fastify';
import type { ErrorCode } from '../engine/errors.ts';
import { CORRELATION_HEADER, correlationIdOf } from './correlation.ts';
import { answerErrors, answerUnknownAddresses, sendFailure, type ErrorHandling } from './error-handler.ts';
import { answerExpectations } from './expect.ts';
import { plainError } from './failure.ts';
import { ANONYMOUS } from './identity.ts';
import { MAX_BODY_BYTES, readJsonBodies } from './json-body.ts';
import { knowRoutes } from './known-routes.ts';
import { CONNECTION_LIMITS, type ConnectionLimits } from './limits/connection-limits.ts';
import { mostConnections } from './limits/open-files.ts';
import { headProblem, MAX_HEAD_BYTES } from './limits/request-head.ts';
import { countRequests } from './metrics.ts';
import { plainShape } from './plain-shape.ts';
import { refuseConnections } from './refuse-connection.ts';
import type { Services } from './services.ts';

/** Connections that may wait for the loop: after a restart every client reconnects at once. */
export const LISTEN_BACKLOG = 4_096;

export type ServerServices = Pick<Services, 'config' | 'log' | 'ids' | 'clock' | 'metrics' | 'overload'>;

export interface ServerOptions {
  readonly limits?: ConnectionLimits | undefined;
  /** False where a surface at the root answers unknown addresses in its own shape. Default: true. */
  readonly answersUnknownAddresses?: boolean;
}

/** The bare server: limits, correlation ids, errors and counting. Surfaces add their routes to it. */
export function createServer(services: ServerServices, options: ServerOptions = {}): FastifyInstance {
  const { config, log, ids, clock, metrics } = services;
  const { limits = CONNECTION_LIMITS, answersUnknownAddresses = true } = options;
  const errors: ErrorHandling = { shape: plainShape, log };
  const app = fastify({
    logger: false,
    genReqId: (raw) => correlationIdOf(raw.headers[CORRELATION_HEADER], ids),
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    bodyLimit: MAX_BODY_BYTES,
    keepAliveTimeout: limits.keepAliveMs,
    requestTimeout: limits.requestMs,
    http: {
      maxHeaderSize: MAX_HEAD_BYTES,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.lookEveryMs,
    },
    routerOptions: { maxParamLength: 512 },
    // Without these Fastify loads its compilers of JSON Schema, a hundred modules of which no surface uses one.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    frameworkErrors: (error, request, reply) => {
      reply.header(CORRELATION_HEADER, request.id);
      const problem = headProblem(request.raw);
      sendFailure(problem === null ? error : plainError(problem), request, reply, errors);
    },
    clientErrorHandler: (error, socket) => refuse.socket(error.code, socket),
  });
  // Node would leave out what is more, or answer it in a shape of its own; `headProblem` counts them all.
  app.server.maxHeadersCount = 0;
  const refuse = refuseConnections(app.server, ids);
  app.server.on('checkExpectation', refuse.expectation);
  limitConnections(app, services);
  app.decorateRequest('identity');
  app.addHook('onRequest', async (request, reply) => {
    request.identity = ANONYMOUS;
    reply.header(CORRELATION_HEADER, request.id);
    const problem: ErrorCode | null = headProblem(request.raw);
    if (problem !== null) throw plainError(problem);
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // A client that takes nothing would hold its connection, and what waits for it, for ever.
    reply.raw.setTimeout(limits.takeMs);
    done();
  });
  knowRoutes(app);
  answerExpectations(app);
  readJsonBodies(app, { anyContentType: false, clock });
  countRequests(app, metrics);
  answerErrors(app, errors);
  if (answersUnknownAddresses) answerUnknownAddresses(app, errors);
  return app;
}

function noCompiler(): never {
  throw new Error('A surface whose routes have schemas has to set its own compilers.');
}

/** Takes no more connections than there are descriptors for, and no more work than there is memory for. */
function limitConnections(app: FastifyInstance, { metrics, overload }: ServerServices): void {
  const most = mostConnections();
  if (most !== null) app.server.maxConnections = most;
  app.server.on('drop', () => metrics.droppedConnections.inc());
  app.addHook('onRequest', async ({ method, routeOptions }) => {
    const { open = false, relieves = false } = routeOptions.config;
    if (!open && !relieves && method !== 'DELETE') overload.admitRequest();
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True for routes that free memory, such as a cancel, or tell of it: they are served when nothing else is. */
    relieves?: boolean;
  }
}
