import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { plainError } from './failure.ts';

/**
 * A client that sends `Expect: 100-continue` waits with its body until it is asked for it. It is asked when the body
 * is about to be read: who may not send it, or wants to send too much, is refused before. Source: RFC 9110 §10.1.1.
 */
export function answerExpectations(app: FastifyInstance): void {
  app.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    app.server.emit('request', request, response);
  });
  app.addHook('onRequest', (request, reply, done) => {
    // Where the body was not asked for, nobody can tell whether it or the next request follows.
    if (waitsWithBody(request.raw)) reply.header('connection', 'close');
    done();
  });
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (!waitsWithBody(request.raw)) return done(null, payload);
    // Forms with files have bounds of their own, which their routes name.
    const { bodyLimit } = request.routeOptions;
    if (Number(request.headers['content-length'] ?? 0) > bodyLimit) return done(plainError('payload_too_large'));
    reply.removeHeader('connection');
    reply.raw.writeContinue();
    return done(null, payload);
  });
}

function waitsWithBody({ headers, httpVersion }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.expect?.toLowerCase() === '100-continue';
}
