import type { Clock } from '../../../ports/clock.ts';
import { Connection, type HttpExchange, type ResponseHandlers } from './connection.ts';
import { credentialsOf, requestBeginning, requestMessage } from './request-head.ts';

export interface HttpClientOptions {
  /** `http:` or `https:`; name and password are sent as Basic credentials where a request has no others. */
  readonly url: URL;
  readonly clock: Clock;
  /** Connections that are kept for the next request; default 256. */
  readonly maxIdle?: number;
  /** How long they are kept, in milliseconds; a server may ask for less. Default five minutes. */
  readonly idleMs?: number;
}

export interface HttpRequest {
  /** Names and values are checked; length and host are written by the client. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Takes no connection that was used before; default false. */
  readonly fresh?: boolean;
}

interface IdleConnection {
  readonly connection: Connection;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** A server closes at its limit, and its FIN takes time to arrive: we let go before it does. */
const EARLIER_MS = 1_000;

/**
 * Posts to one address over HTTP/1.1 and hands on what comes back by callbacks, without an object for each chunk.
 *
 * As many connections as there are requests at once. It follows no redirect, undoes no compression, uses no proxy,
 * and has no time limits: its caller has them, and aborts.
 */
export class HttpClient {
  readonly #url: URL;
  readonly #clock: Clock;
  readonly #maxIdle: number;
  readonly #idleMs: number;
  /** The one that was used last stands last. */
  readonly #idle: IdleConnection[] = [];
  #session: Buffer | undefined;

  constructor({ url, clock, maxIdle = 256, idleMs = 300_000 }: HttpClientOptions) {
    this.#url = url;
    this.#clock = clock;
    this.#maxIdle = maxIdle;
    this.#idleMs = idleMs;
  }

  /** Throws a `TypeError` or `URIError`, and opens nothing, where the request cannot be written. */
  send({ headers, body, fresh = false }: HttpRequest, handlers: ResponseHandlers): HttpExchange {
    const message = requestMessage(requestBeginning(this.#url), { ...credentialsOf(this.#url), ...headers }, body);
    const connection = (fresh ? undefined : this.#takeIdle()) ?? this.#open();
    return connection.send(message, handlers);
  }

  #open(): Connection {
    return new Connection({
      url: this.#url,
      session: this.#session,
      onSession: (session) => {
        this.#session = session;
      },
      onIdle: (connection, seconds) => this.#keep(connection, seconds),
      onGone: (connection, failed) => {
        // A session that the server does not take any more must not fail every connection to come.
        if (failed) this.#session = undefined;
        const index = this.#idle.findIndex((idle) => idle.connection === connection);
        if (index >= 0) this.#idle.splice(index, 1);
      },
    });
  }

  #takeIdle(): Connection | undefined {
    this.#closeExpired();
    return this.#idle.pop()?.connection;
  }

  #keep(connection: Connection, seconds: number | undefined): void {
    const kept = seconds === undefined ? this.#idleMs : Math.min(this.#idleMs, seconds * 1_000 - EARLIER_MS);
    this.#closeExpired();
    if (kept <= 0 || this.#maxIdle === 0) {
      connection.close();
      return;
    }
    if (this.#idle.length >= this.#maxIdle) this.#idle[0]?.connection.close();
    this.#idle.push({ connection, until: this.#clock.now() + kept });
  }

  /** Looked at when a connection is taken or given back, so that no timer runs for connections that wait. */
  #closeExpired(): void {
    const now = this.#clock.now();
    for (const { connection } of this.#idle.filter(({ until }) => until <= now)) connection.close();
  }
}
