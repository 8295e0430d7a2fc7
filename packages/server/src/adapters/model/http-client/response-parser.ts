import { ChunkedBody, type OnBody } from './chunked-body.ts';
import { HttpProtocolError } from './http-protocol-error.ts';
import { parseHead, type ParsedHead, type ResponseHead } from './response-head.ts';

export interface ResponseSink {
  readonly onHead: (head: ResponseHead) => void;
  readonly onBody: OnBody;
}

const LARGEST_HEAD = 32_768;
const BEGINNING = 'HTTP/1.';
const BARE_LINE_FEED = /[^\r]\n/;

/**
 * Cuts one response out of the bytes of a connection, wherever these were cut; interim responses (1xx) are passed over.
 *
 * `push` and `close` throw `HttpProtocolError` where the response is wrong; the parser is not to be used after that.
 */
export class ResponseParser {
  readonly #sink: ResponseSink;
  readonly #chunks: ChunkedBody;
  #head: ParsedHead | undefined;
  /** The beginning of a head whose end has not come, as Latin-1. */
  #pending = '';
  /** Bytes of interim heads before it. */
  #passedOver = 0;
  #left = 0;
  #stopped = false;
  done = false;

  constructor(sink: ResponseSink) {
    this.#sink = sink;
    this.#chunks = new ChunkedBody(sink.onBody);
  }

  /** True if the connection may carry another response after this one. */
  get keepsAlive(): boolean {
    return this.done && this.#head?.keepsAlive === true;
  }

  /** Seconds for which the server keeps the connection without use, where it says so. */
  get idleSeconds(): number | undefined {
    const said = /(?:^|[\s,])timeout=(\d{1,6})/i.exec(this.#head?.headers['keep-alive'] ?? '')?.[1];
    return said === undefined ? undefined : Number(said);
  }

  /** Hands on nothing more, out of the sink's own functions too. */
  stop(): void {
    this.#stopped = true;
    this.#chunks.stop();
  }

  /** Takes the first `end` bytes, and says how many of them belong to the response. */
  push(bytes: Buffer, end: number): number {
    let at = 0;
    while (this.#head === undefined) {
      if (at === end || this.#stopped) return at;
      at = this.#takeHead(bytes, at, end);
    }
    return this.done || this.#stopped ? at : this.#takeBody(this.#head, bytes, at, end);
  }

  /** No more bytes will come: the end of a body that has no other. */
  close(): void {
    if (this.#head?.framing.kind !== 'until-close') throw new HttpProtocolError('the response ended too early');
    this.done = true;
  }

  #takeBody({ framing }: ParsedHead, bytes: Buffer, at: number, end: number): number {
    if (framing.kind === 'chunked') {
      const taken = this.#chunks.push(bytes, at, end);
      this.done = this.#chunks.done;
      return taken;
    }
    const part = framing.kind === 'length' ? Math.min(this.#left, end - at) : end - at;
    this.#left -= part;
    if (part > 0) this.#sink.onBody(bytes, at, at + part);
    this.done = framing.kind === 'length' && this.#left === 0;
    return at + part;
  }

  #takeHead(bytes: Buffer, at: number, end: number): number {
    const before = this.#pending.length;
    const room = LARGEST_HEAD - this.#passedOver - before;
    const text = this.#pending + bytes.toString('latin1', at, Math.min(end, at + room));
    // The blank line may have begun in the bytes before.
    const blank = text.indexOf('\r\n\r\n', Math.max(0, before - 3));
    checkBeginning(text);
    // What came before was looked at when it came, but a carriage return at its end.
    checkLines(text.slice(Math.max(0, before - 1), blank < 0 ? text.length : blank));
    if (blank < 0) {
      if (end - at >= room) throw new HttpProtocolError('the response has a head that is too long');
      this.#pending = text;
      return end;
    }
    const length = blank + 4;
    this.#pending = '';
    const head = parseHead(text.slice(0, blank));
    if (head.status < 200) this.#passedOver += length;
    else this.#begin(head);
    return at + length - before;
  }

  #begin(head: ParsedHead): void {
    this.#head = head;
    const { framing } = head;
    this.#left = framing.kind === 'length' ? framing.bytes : 0;
    this.#sink.onHead(head);
    this.done = framing.kind === 'none' || (framing.kind === 'length' && framing.bytes === 0);
  }
}

/** Refuses early what can no longer become a head, rather than wait for an end that does not come. */
function checkBeginning(text: string): void {
  if (text.startsWith(BEGINNING) || BEGINNING.startsWith(text)) return;
  throw new HttpProtocolError('the response has a beginning that is not that of HTTP/1');
}

function checkLines(text: string): void {
  if (BARE_LINE_FEED.test(text)) throw new HttpProtocolError('the response has a line without its carriage return');
}
