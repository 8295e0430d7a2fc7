import { connect } from 'node:net';

/** What a connection tells about the response to the request in flight. Text is latin1: one character a byte. */
export interface ResponseHandler {
  head(status: number, headers: ReadonlyMap<string, string>): void;
  body(bytes: string): void;
  end(): void;
  /** The connection broke or spoke no HTTP; nothing follows. */
  fail(reason: string): void;
}

export interface Connection {
  /** Sends the whole request text; the one before must have ended. */
  send(request: string, handler: ResponseHandler): void;
  close(): void;
}

type Body = { kind: 'chunked' } | { kind: 'length'; left: number } | { kind: 'until-close' };

/**
 * A keep-alive HTTP/1.1 client over a bare socket. It does only what the benchmark needs, so that measuring takes as
 * little as possible of the cores that are measured.
 */
export function openConnection(port: number): Connection {
  let handler: ResponseHandler | undefined;
  let parser: ((bytes: string) => void) | undefined;

  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer: Buffer.allocUnsafe(32_768),
      callback(length, buffer) {
        // The buffer's type allows any view; the one given above comes back.
        parser?.((buffer as Buffer).toString('latin1', 0, length));
        return true;
      },
    },
  });
  socket.on('error', (error) => fail(error.message));
  socket.on('close', () => fail('the connection was closed'));

  function fail(reason: string): void {
    const failed = handler;
    handler = undefined;
    failed?.fail(reason);
  }

  return {
    send(request, next) {
      handler = next;
      parser = responseParser({
        ...next,
        end() {
          handler = undefined;
          next.end();
        },
        fail(reason) {
          socket.destroy();
          fail(reason);
        },
      });
      socket.write(request, 'latin1');
    },
    close() {
      handler = undefined;
      socket.destroy();
    },
  };
}

/** Cuts one response out of the bytes of a connection. */
export function responseParser(handler: ResponseHandler): (bytes: string) => void {
  let pending = '';
  let body: Body | undefined;
  /** Bytes left of the current chunk, its CRLF included; 0 where a size line comes next. */
  let chunkLeft = 0;

  function head(): boolean {
    const end = pending.indexOf('\r\n\r\n');
    if (end === -1) return false;
    const lines = pending.slice(0, end).split('\r\n');
    pending = pending.slice(end + 4);
    const headers = new Map<string, string>();
    for (const line of lines.slice(1)) {
      const colon = line.indexOf(':');
      headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    const length = headers.get('content-length');
    if (headers.get('transfer-encoding') === 'chunked') body = { kind: 'chunked' };
    else if (length !== undefined) body = { kind: 'length', left: Number(length) };
    else body = { kind: 'until-close' };
    handler.head(Number(lines[0]?.split(' ')[1]), headers);
    return true;
  }

  function chunks(): void {
    let at = 0;
    while (at < pending.length) {
      if (chunkLeft === 0) {
        const lineEnd = pending.indexOf('\r\n', at);
        if (lineEnd === -1) break;
        const size = Number.parseInt(pending.slice(at, lineEnd), 16);
        if (Number.isNaN(size)) return handler.fail(`"${pending.slice(at, lineEnd)}" is no chunk size`);
        if (size === 0) {
          if (pending.length < lineEnd + 4) break;
          pending = '';
          return handler.end();
        }
        chunkLeft = size + 2;
        at = lineEnd + 2;
      }
      const end = Math.min(at + chunkLeft, pending.length);
      const isWhole = end - at === chunkLeft;
      // A chunk's CRLF waits for its second half, so that no half of it is taken for content.
      if (!isWhole && chunkLeft - (end - at) < 2) break;
      handler.body(pending.slice(at, isWhole ? end - 2 : end));
      chunkLeft -= end - at;
      at = end;
    }
    pending = pending.slice(at);
  }

  return (bytes) => {
    pending += bytes;
    if (!body && !head()) return;
    if (body?.kind === 'chunked') return chunks();
    const taken = pending;
    pending = '';
    if (taken) handler.body(taken);
    if (body?.kind === 'length') {
      body.left -= taken.length;
      if (body.left <= 0) handler.end();
    }
  };
}
