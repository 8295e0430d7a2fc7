import { request as httpRequest, type IncomingMessage } from 'node:http';
import { SseParser, type SseEvent } from '@parlance/wire';

export interface StreamRequest {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client that reads a stream as a browser would, and remembers what it got. */
export interface StreamClient {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The events so far, in order. */
  readonly events: readonly SseEvent[];
  /** The raw text so far. */
  readonly text: () => string;
  /** The id that a reconnect would send; '' before the first. */
  readonly lastId: () => string;
  /** Resolves once `count` events are there; rejects where the stream ends before. */
  received(count: number): Promise<void>;
  /** Resolves when the stream is over: true where the server ended it, false where it was cut. */
  readonly ended: Promise<boolean>;
  /** Cuts the connection. */
  cut(): void;
}

/** Opens a stream; resolves with its headers. Every event is kept, so use it for tests, not for load. */
export function openStreamClient(base: string, options: StreamRequest): Promise<StreamClient> {
  const { path, body, headers = {}, method = body === undefined ? 'GET' : 'POST' } = options;
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${base}${path}`, {
      method,
      agent: false,
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      // A cut after this point is an end, not an error of the request.
      request.on('error', () => undefined);
      resolve(readStream(response, () => request.destroy()));
    });
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

interface Waiter {
  readonly count: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function readStream(response: IncomingMessage, cut: () => void): StreamClient {
  const events: SseEvent[] = [];
  const waiters = new Set<Waiter>();
  let text = '';
  let bareId = '';
  // A terminal holds the whole text, however long it is.
  const parser = new SseParser({ onEvent: (event) => events.push(event), maxEventLength: 64 * 1_048_576 });
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    parser.push(chunk);
    bareId ||= /^id: (.*)$/m.exec(text)?.[1] ?? '';
    for (const waiter of waiters) {
      if (events.length >= waiter.count) {
        waiters.delete(waiter);
        waiter.resolve();
      }
    }
  });
  response.on('error', () => undefined);
  const ended = new Promise<boolean>((resolve) => {
    response.once('close', () => {
      for (const waiter of waiters) {
        waiter.reject(new Error(`The stream ended after ${events.length} of ${waiter.count} events.`));
      }
      resolve(response.complete);
    });
  });
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    text: () => text,
    lastId: () => events.at(-1)?.id ?? bareId,
    received: (count) =>
      events.length >= count
        ? Promise.resolve()
        : new Promise((resolve, reject) => waiters.add({ count, resolve, reject })),
    ended,
    cut,
  };
}
