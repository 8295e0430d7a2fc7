import { HttpProtocolError } from './http-protocol-error.ts';

/** Status line and headers of a response. */
export interface ResponseHead {
  readonly status: number;
  /** By lower-case name. Of a header that comes twice the first counts. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Where the body of a response ends (RFC 9112 §6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'until-close' };

export interface ParsedHead extends ResponseHead {
  readonly framing: Framing;
  /** False where the connection may carry no second response. */
  readonly keepsAlive: boolean;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
// No space before the colon and none at the beginning of the line, so that a folded line is refused as well.
const HEADER_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e\x80-\xff]*)$/;
const LENGTH = /^\d{1,15}$/;

/**
 * Reads a head, the blank line at its end left out, as Latin-1 text.
 *
 * Throws `HttpProtocolError` where two readers could disagree about it: a line that ends or begins otherwise than it
 * must, a length that comes twice or beside a transfer coding, a coding other than `chunked`.
 */
export function parseHead(text: string): ParsedHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const [, minor, status] = STATUS_LINE.exec(statusLine) ?? refuse('a status line that is none');
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = HEADER_LINE.exec(line) ?? refuse('a header line that is none');
    addHeader(found, name.toLowerCase(), value.trim());
  }
  const headers = Object.fromEntries(found);
  const head = { status: Number(status), headers };
  if (head.status === 101) refuse('another protocol, which was not asked for');
  const framing = framingOf(head, minor === '1');
  return { ...head, framing, keepsAlive: minor === '1' && framing.kind !== 'until-close' && !closes(headers) };
}

function addHeader(found: Map<string, string>, name: string, value: string): void {
  const before = found.get(name);
  if (before === undefined) found.set(name, value);
  else if (name === 'content-length') refuse('two lengths');
  else if (name === 'transfer-encoding' || name === 'connection') found.set(name, `${before},${value}`);
}

function framingOf({ status, headers }: ResponseHead, chunksAllowed: boolean): Framing {
  const coding = headers['transfer-encoding'];
  const length = headers['content-length'];
  if (coding !== undefined && length !== undefined) refuse('a length beside a transfer coding');
  if (length !== undefined && !LENGTH.test(length)) refuse('a length that is none');
  if (coding !== undefined && (!chunksAllowed || coding.toLowerCase() !== 'chunked')) refuse('an unknown coding');
  if (status < 200 || status === 204 || status === 304) return { kind: 'none' };
  if (coding !== undefined) return { kind: 'chunked' };
  return length === undefined ? { kind: 'until-close' } : { kind: 'length', bytes: Number(length) };
}

function closes(headers: Readonly<Record<string, string>>): boolean {
  return headers.connection?.split(',').some((option) => option.trim().toLowerCase() === 'close') ?? false;
}

function refuse(what: string): never {
  throw new HttpProtocolError(`the response has ${what}`);
}
