import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { connectionKey } from './unacknowledged.ts';

/** Headers of every stream of every system. Source: CONTRACT.md §2.5. */
const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  Connection: 'keep-alive',
  // Without it nginx delivers the whole stream in one block.
  'X-Accel-Buffering': 'no',
} as const;

/** Says in chunked coding that the body is complete. */
const LAST_CHUNK = '0\r\n\r\n';

/** A client that wants the connection closed afterwards may wait for that. */
function isLastRequest({ headers }: IncomingMessage): boolean {
  return headers.connection?.toLowerCase() === 'close';
}

/**
 * A response that SSE text is written to, one socket write a call.
 *
 * Node's chunked encoding turns each `write` into four socket writes behind a cork; framing the chunk here, in the
 * same string, makes it one, and past the head it goes straight to the socket. All text is ASCII (see `asciiJson`),
 * so its length is its size and latin1 is exact.
 */
export class EventStreamResponse {
  readonly #response: ServerResponse;
  readonly #chunked: boolean;
  #key: string | null = null;
  #drained: () => void = () => undefined;
  #blocked = false;
  #closed = false;
  #ended = false;
  #active = false;
  /** The head has gone out, with the first frames in the same write. */
  #begun = false;

  constructor(request: IncomingMessage, response: ServerResponse, headers: Readonly<Record<string, string>>) {
    this.#response = response;
    this.#chunked = request.httpVersion !== '1.0';
    response.writeHead(200, {
      ...headers,
      ...STREAM_HEADERS,
      ...(isLastRequest(request) ? { Connection: 'close' } : {}),
      ...(this.#chunked ? { 'Transfer-Encoding': 'chunked' } : {}),
    });
    response.chunkedEncoding = false;
    request.socket.setNoDelay(true);
  }

  /** True while the client does not take what was written. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** True when nothing can be written any more. */
  get closed(): boolean {
    return this.#closed || this.#ended;
  }

  /** True if something was written since the last call: cheaper than a time stamp for each write. */
  takeActivity(): boolean {
    const active = this.#active;
    this.#active = false;
    return active;
  }

  /** Which connection it goes through, and how many bytes the kernel has been given for it so far. */
  connection(): { readonly key: string | null; readonly handedOver: number } {
    const { socket } = this.#response;
    if (socket === null) {
      return { key: null, handedOver: 0 };
    }
    this.#key ??= connectionKey(socket);
    return { key: this.#key, handedOver: socket.bytesWritten - socket.writableLength };
  }

  /** Calls `drained` each time the client has taken everything, and `closed` once, however the response ends. */
  listen(drained: () => void, closed: () => void): void {
    this.#drained = drained;
    // A reset connection is an end like any other: 'close' follows.
    this.#response.on('error', () => undefined);
    this.#response.on('close', () => {
      this.#closed = true;
      closed();
    });
  }

  /** Writes whole frames; `text` must be ASCII. */
  write(text: string): void {
    if (this.closed || text === '') {
      return;
    }
    this.#active = true;
    this.#send(this.#framed(text));
  }

  /** Writes the last frames, and the end with them. */
  end(text: string): void {
    if (this.closed) {
      return;
    }
    this.#ended = true;
    const last = text === '' ? '' : this.#framed(text);
    this.#send(this.#chunked ? `${last}${LAST_CHUNK}` : last);
    this.#response.end();
  }

  /** Closes the connection once all that was written has gone, without the end that a whole response has. */
  breakOff(): void {
    if (!this.closed) {
      this.#ended = true;
      this.#response.socket?.destroySoon();
    }
  }

  /** Cuts the connection; the client's cursor resumes. */
  destroy(): void {
    this.#response.destroy();
  }

  #framed(text: string): string {
    return this.#chunked ? `${text.length.toString(16)}\r\n${text}\r\n` : text;
  }

  #send(framed: string): void {
    const { socket } = this.#response;
    // A pipelined response has no socket before the ones in front of it are through; Node keeps its text until then.
    const target: Writable = socket === null || !this.#begun ? this.#response : socket;
    this.#begun = true;
    if (!target.write(framed, 'latin1') && !this.#blocked) {
      this.#blocked = true;
      target.once('drain', () => {
        this.#blocked = false;
        this.#drained();
      });
    }
  }
}
