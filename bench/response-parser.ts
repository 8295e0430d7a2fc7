/** What a connection tells about the response to the request in flight. Text is latin1: one character a byte. */
export interface ResponseHandler {
  head(status: number, headers: ReadonlyMap<string, string>): void;
  body(bytes: string): void;
  end(): void;
  /** The connection broke or spoke no HTTP; nothing follows. */
  fail(reason: string): void;
}

export interface ResponseParser {
  take(bytes: string): void;
  /** No more bytes will come: the end of a body that has no other end, a failure for all others. */
  closed(reason: string): void;
}

type Body =
  | { readonly kind: 'chunked'; readonly take: (bytes: string) => void }
  | { readonly kind: 'length'; left: number }
  | { readonly kind: 'until-close' };

/** Cuts one response out of the bytes of a connection. */
export function responseParser(handler: ResponseHandler): ResponseParser {
  let pending = '';
  let body: Body | undefined;

  function bodyOf(headers: ReadonlyMap<string, string>): Body {
    if (headers.get('transfer-encoding') === 'chunked') return { kind: 'chunked', take: chunkDecoder(handler) };
    const length = headers.get('content-length');
    return length === undefined ? { kind: 'until-close' } : { kind: 'length', left: Number(length) };
  }

  return {
    take(bytes) {
      let content = bytes;
      if (!body) {
        pending += bytes;
        const end = pending.indexOf('\r\n\r\n');
        if (end === -1) return;
        const { status, headers } = parseHead(pending.slice(0, end));
        content = pending.slice(end + 4);
        body = bodyOf(headers);
        handler.head(status, headers);
      }
      if (body.kind === 'chunked') return body.take(content);
      if (content) handler.body(content);
      if (body.kind === 'length') {
        body.left -= content.length;
        if (body.left <= 0) handler.end();
      }
    },
    closed: (reason) => (body?.kind === 'until-close' ? handler.end() : handler.fail(reason)),
  };
}

function parseHead(text: string): { status: number; headers: Map<string, string> } {
  const [statusLine, ...lines] = text.split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status: Number(statusLine?.split(' ')[1]), headers };
}

/** Undoes the chunked transfer coding. */
function chunkDecoder(handler: ResponseHandler): (bytes: string) => void {
  let pending = '';
  /** Bytes left of the current chunk, its CRLF included; 0 where a size line comes next. */
  let left = 0;
  return (bytes) => {
    pending += bytes;
    let at = 0;
    while (at < pending.length) {
      if (left === 0) {
        const lineEnd = pending.indexOf('\r\n', at);
        if (lineEnd === -1) break;
        const size = Number.parseInt(pending.slice(at, lineEnd), 16);
        if (Number.isNaN(size)) return handler.fail(`"${pending.slice(at, lineEnd)}" is no chunk size`);
        if (size === 0) {
          if (pending.length < lineEnd + 4) break;
          pending = '';
          return handler.end();
        }
        left = size + 2;
        at = lineEnd + 2;
      }
      const end = Math.min(at + left, pending.length);
      const isWhole = end - at === left;
      // A chunk's CRLF waits for its second half, so that no half of it is taken for content.
      if (!isWhole && left - (end - at) < 2) break;
      handler.body(pending.slice(at, isWhole ? end - 2 : end));
      left -= end - at;
      at = end;
    }
    pending = pending.slice(at);
  };
}
