import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Ids } from '../ports/ids.ts';

const CONNECTION_ERRORS: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);
const EXPECTATION_FAILED = 417;
/**
 * Requests of one connection that may wait for their answers. Node runs them all at once and holds what they answer,
 * so thousands in one packet could fill the memory; no client of today sends a second before the first is answered.
 */
const MOST_PIPELINED = 32;

export interface ConnectionRefusal {
  /** What is not HTTP, or takes too long, never becomes a request: its answer is written to the socket by hand. */
  readonly socket: (code: string, socket: Socket) => void;
  /** An expectation other than `100-continue`. */
  readonly expectation: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Answers what no route can answer, in the shape that the root has, and ends the connection. */
export function refuseConnections(server: Server, ids: Ids): ConnectionRefusal {
  const latest = new WeakMap<Socket, Exchange>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const before = latest.get(socket);
    const waiting = before === undefined || before.response.writableFinished ? 0 : before.waiting + 1;
    latest.set(socket, { request, response, waiting });
    if (waiting > MOST_PIPELINED) socket.destroy();
  });
  return {
    socket: (code, socket) => {
      const exchange = latest.get(socket);
      if (code === 'ECONNRESET' || !socket.writable || isInAnswer(exchange)) {
        socket.destroy();
        return;
      }
      if (exchange !== undefined && isAwaitingAnswer(exchange)) {
        // What cannot be read came after a request that could: that one gets its answer first, and it is the last one.
        exchange.response.shouldKeepAlive = false;
        exchange.response.once('finish', () => socket.destroySoon());
        return;
      }
      const status = CONNECTION_ERRORS.get(code) ?? 400;
      const { title, headers, body } = refusal(status, ids.next());
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      socket.end([`HTTP/1.1 ${status} ${title}`, ...lines, '', body].join('\r\n'));
    },
    expectation: (_request, response) => {
      const { headers, body } = refusal(EXPECTATION_FAILED, ids.next());
      response.writeHead(EXPECTATION_FAILED, headers).end(body);
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Requests before it on the connection that had no answer yet when it came. */
  readonly waiting: number;
}

/** A second answer in the middle of the first would be taken for a part of it. */
function isInAnswer(exchange: Exchange | undefined): boolean {
  return exchange !== undefined && exchange.response.headersSent && !exchange.response.writableFinished;
}

function isAwaitingAnswer({ request, response }: Exchange): boolean {
  return request.complete && !response.headersSent;
}

function refusal(status: number, correlationId: string) {
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const text = { error: title, detail: 'The request could not be read.', correlation_id: correlationId };
  const body = JSON.stringify(text);
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(body.length),
    'X-Correlation-Id': correlationId,
    Connection: 'close',
  };
  return { title, headers, body };
}
