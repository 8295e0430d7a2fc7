import { HttpProtocolError } from './http-protocol-error.ts';

/** Gets the bytes of a body from `start` to `end`. They are gone after the call: the buffer is used again. */
export type OnBody = (bytes: Buffer, start: number, end: number) => void;

const SIZE = 0;
const EXTENSION = 1;
const SIZE_FEED = 2;
const DATA = 3;
const DATA_RETURN = 4;
const DATA_FEED = 5;
const TRAILER_START = 6;
const TRAILER = 7;
const TRAILER_FEED = 8;
const LAST_FEED = 9;
const DONE = 10;

const CR = 13;
const LF = 10;
const SEMICOLON = 59;
/** No provider writes 2 GiB in one chunk; above it sizes are attacks on the arithmetic of their reader. */
const LARGEST_CHUNK = 0x7fff_ffff;
const LONGEST_SIZE_LINE = 4_096;
const LONGEST_TRAILERS = 32_768;

/**
 * Undoes the chunked transfer coding (RFC 9112 §7.1) of bytes that were cut anywhere. A chunk is handed on as far as it
 * has come; extensions and trailers are passed over. Throws `HttpProtocolError` at the first byte that is wrong.
 */
export class ChunkedBody {
  readonly #onBody: OnBody;
  #state = SIZE;
  #size = 0;
  /** Bytes of the size line or of the trailers so far. */
  #overhead = 0;
  #stopped = false;

  constructor(onBody: OnBody) {
    this.#onBody = onBody;
  }

  get done(): boolean {
    return this.#state === DONE;
  }

  /** Hands on nothing more, out of `onBody` too. */
  stop(): void {
    this.#stopped = true;
  }

  /** Takes what stands from `start` to `end`, and says up to where it belongs to the body. */
  push(bytes: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end && this.#state !== DONE && !this.#stopped) {
      if (this.#state === DATA) {
        const part = Math.min(this.#size, end - at);
        this.#size -= part;
        if (this.#size === 0) this.#state = DATA_RETURN;
        this.#onBody(bytes, at, at + part);
        at += part;
      } else {
        this.#take(bytes[at] ?? 0);
        at += 1;
      }
    }
    return at;
  }

  /** One byte that is not content. */
  #take(byte: number): void {
    switch (this.#state) {
      case SIZE:
        this.#sizeByte(byte);
        return;
      case EXTENSION:
        this.#line(byte, SIZE_FEED, LONGEST_SIZE_LINE);
        return;
      case SIZE_FEED:
        this.#expect(byte, LF, this.#size === 0 ? TRAILER_START : DATA);
        this.#overhead = 0;
        return;
      case DATA_RETURN:
        this.#expect(byte, CR, DATA_FEED);
        return;
      case DATA_FEED:
        this.#expect(byte, LF, SIZE);
        return;
      case TRAILER_START:
        if (byte === CR) this.#state = LAST_FEED;
        else {
          this.#state = TRAILER;
          this.#line(byte, TRAILER_FEED, LONGEST_TRAILERS);
        }
        return;
      case TRAILER:
        this.#line(byte, TRAILER_FEED, LONGEST_TRAILERS);
        return;
      case TRAILER_FEED:
        this.#expect(byte, LF, TRAILER_START);
        return;
      default:
        this.#expect(byte, LF, DONE);
    }
  }

  #sizeByte(byte: number): void {
    const digit = hexDigit(byte);
    this.#overhead += 1;
    if (digit >= 0) {
      this.#size = this.#size * 16 + digit;
      if (this.#size > LARGEST_CHUNK || this.#overhead > LONGEST_SIZE_LINE) refuse('a chunk that is too large');
      return;
    }
    if (this.#overhead === 1) refuse('a chunk without a size');
    if (byte === CR) this.#state = SIZE_FEED;
    else if (byte === SEMICOLON) this.#state = EXTENSION;
    else refuse('a chunk size that is none');
  }

  /** A byte of a line that nobody reads. */
  #line(byte: number, atEnd: number, limit: number): void {
    this.#overhead += 1;
    if (this.#overhead > limit) refuse('too much around its chunks');
    if (byte === CR) this.#state = atEnd;
    else if (byte === LF) refuse('a line without its carriage return');
  }

  #expect(byte: number, wanted: number, next: number): void {
    if (byte !== wanted) refuse('a chunk that does not end where it says');
    this.#state = next;
  }
}

/** The value of a hexadecimal digit, −1 for anything else. */
function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  // Sets the bit that tells small letters from capital ones.
  const small = byte | 32;
  return small >= 97 && small <= 102 ? small - 87 : -1;
}

function refuse(what: string): never {
  throw new HttpProtocolError(`the body has ${what}`);
}
