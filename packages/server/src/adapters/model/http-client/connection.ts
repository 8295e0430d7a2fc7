import type { Socket } from 'node:net';
import { HttpProtocolError } from './http-protocol-error.ts';
import { openSocket, READ_BUFFER } from './open-socket.ts';
import { ResponseParser, type ResponseSink } from './response-parser.ts';

/**
 * What becomes of one request. `onEnd` or `onError` is the last that is called; after `abort` nothing is.
 * Nothing is called before `send` has returned.
 */
export interface ResponseHandlers extends ResponseSink {
  /** The connection stands, TLS included. Not called on a connection that is used again. */
  readonly onConnected: () => void;
  readonly onEnd: () => void;
  /** `stale`: the connection had been used before and gave not one byte, so the server may never have seen us. */
  readonly onError: (error: Error, stale: boolean) => void;
}

/** A request on its way. After its end all of these do nothing. */
export interface HttpExchange {
  /** The connection had been used before. */
  readonly reused: boolean;
  /** Closes the connection. */
  readonly abort: () => void;
  /** Reads nothing more from the system. What one read has brought is still handed on. */
  readonly pause: () => void;
  readonly resume: () => void;
}

export interface ConnectionOptions {
  readonly url: URL;
  readonly session: Buffer | undefined;
  readonly onSession: (session: Buffer) => void;
  /** The response has ended, and the connection may carry another; `seconds` is how long the server keeps it. */
  readonly onIdle: (connection: Connection, seconds: number | undefined) => void;
  /** The connection is of no use any more. */
  readonly onGone: (connection: Connection, failed: boolean) => void;
}

interface Current {
  readonly handlers: ResponseHandlers;
  readonly parser: ResponseParser;
  readonly reused: boolean;
  touched: boolean;
}

/** One socket, and at most one request on it at a time. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  #current: Current | undefined;
  #unsent: string | Buffer | undefined;
  #connected = false;
  #used = false;
  #paused = false;
  #gone = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { url, session } = options;
    const socket = openSocket({ url, session, onRead: (length) => this.#onRead(length) });
    this.#socket = socket;
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => this.#onConnected());
    socket.on('session', (ticket: Buffer) => options.onSession(ticket));
    socket.on('end', () => this.#onClosed(undefined));
    socket.on('error', (error) => this.#onClosed(error));
    socket.on('close', () => this.#onClosed(undefined));
  }

  /** Sends a whole request. The one before must have ended. */
  send(message: string | Buffer, handlers: ResponseHandlers): HttpExchange {
    const reused = this.#used;
    const parser = new ResponseParser(handlers);
    const current: Current = { handlers, parser, reused, touched: false };
    this.#used = true;
    this.#current = current;
    if (reused) this.#socket.ref();
    // The handshake decides whether the other side may see the request.
    if (this.#connected) this.#write(message);
    else this.#unsent = message;
    return {
      reused,
      abort: () => {
        if (current !== this.#current) return;
        this.#current = undefined;
        parser.stop();
        this.close();
      },
      pause: () => {
        if (current === this.#current) this.#pause();
      },
      resume: () => {
        if (current === this.#current) this.#resume();
      },
    };
  }

  close(): void {
    this.#leave(false);
    this.#socket.destroy();
  }

  #write(message: string | Buffer): void {
    if (typeof message === 'string') this.#socket.write(message, 'latin1');
    else this.#socket.write(message);
  }

  #onConnected(): void {
    this.#connected = true;
    const message = this.#unsent;
    this.#unsent = undefined;
    if (message === undefined || this.#current === undefined) return;
    this.#write(message);
    this.#current.handlers.onConnected();
  }

  #onRead(length: number): void {
    const current = this.#current;
    if (current === undefined) {
      // Nobody asked for it; were it kept, it would be taken for the answer to the next request.
      this.close();
      return;
    }
    current.touched = true;
    let taken: number;
    try {
      taken = current.parser.push(READ_BUFFER, length);
    } catch (error) {
      if (!(error instanceof HttpProtocolError)) throw error;
      this.#fail(error);
      return;
    }
    if (current.parser.done && current === this.#current) this.#complete(current, taken === length);
  }

  #complete({ handlers, parser }: Current, clean: boolean): void {
    this.#current = undefined;
    // A server that answers before it has the whole request may read the rest of it as the next one.
    if (clean && parser.keepsAlive && this.#socket.writableLength === 0 && !this.#gone) {
      this.#resume();
      // A connection that waits for a question is no reason for the process to live on.
      this.#socket.unref();
      this.#options.onIdle(this, parser.idleSeconds);
    } else this.close();
    handlers.onEnd();
  }

  #onClosed(error: Error | undefined): void {
    this.#leave(error !== undefined);
    const current = this.#current;
    if (current === undefined) {
      this.#socket.destroy();
      return;
    }
    if (error !== undefined) {
      this.#fail(error);
      return;
    }
    try {
      current.parser.close();
    } catch {
      this.#fail(new Error('the connection was closed'));
      return;
    }
    this.#complete(current, true);
  }

  #fail(error: Error): void {
    const current = this.#current;
    this.#current = undefined;
    current?.parser.stop();
    this.close();
    current?.handlers.onError(error, current.reused && !current.touched);
  }

  #leave(failed: boolean): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#options.onGone(this, failed);
  }

  #pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#socket.resume();
  }
}
