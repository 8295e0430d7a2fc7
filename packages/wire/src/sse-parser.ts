export interface SseEvent {
  /** The event's name; `message` where the stream gives none. */
  readonly event: string;
  /** Its data lines, joined by LF. */
  readonly data: string;
  /** The last id seen so far, of this event or an earlier one; '' before the first. */
  readonly id: string;
}

export interface SseParserOptions {
  /** Called for each complete event, in order. Where it throws, `push` throws, and the parser is not to be used again. */
  readonly onEvent: (event: SseEvent) => void;
  /** Called with the milliseconds of each `retry` field. */
  readonly onRetry?: (milliseconds: number) => void;
  /** Longest line, and longest data of one event, in UTF-16 units; default 1 MiB. */
  readonly maxEventLength?: number;
}

/** The stream holds a line or an event longer than the parser was told to take. */
export class SseTooLong extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`An event of the stream is longer than ${limit} characters.`);
    this.name = 'SseTooLong';
    this.limit = limit;
  }
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;
const BYTE_ORDER_MARK = 0xfeff;
const DIGITS = /^[0-9]+$/;

/**
 * Reads an event stream from pieces of text that may be cut anywhere, by the rules of the WHATWG HTML standard,
 * §9.2.6. An event that is not closed by a blank line when the stream ends is never reported, as the rules say.
 *
 * It takes text: the caller turns bytes into it with one `TextDecoder` in stream mode, made with `ignoreBOM: true`
 * since the byte order mark is dealt with here. What comes out does not depend on where the pieces are cut; time and
 * memory are linear, because only new text is searched for line ends. `push` throws `SseTooLong` above the limit.
 */
export class SseParser {
  readonly #onEvent: (event: SseEvent) => void;
  readonly #onRetry: ((milliseconds: number) => void) | undefined;
  readonly #limit: number;
  #atStart = true;
  /** The last piece ended with CR: an LF that comes first belongs to it. */
  #afterReturn = false;
  /** The beginning of a line whose end has not come. Grows as a rope; it is read once, when the line is whole. */
  #line = '';
  #name = '';
  #data = '';
  #hasData = false;
  #nextId = '';
  #lastId = '';

  constructor({ onEvent, onRetry, maxEventLength = 1_048_576 }: SseParserOptions) {
    this.#onEvent = onEvent;
    this.#onRetry = onRetry;
    this.#limit = maxEventLength;
  }

  /** What a reconnect sends as `Last-Event-ID`; ids of blocks without data count too. '' before the first. */
  get lastEventId(): string {
    return this.#lastId;
  }

  push(chunk: string): void {
    if (chunk === '') return;
    let position = this.#skipStart(chunk);
    let nextReturn = indexOrEnd(chunk, '\r', position);
    let nextFeed = indexOrEnd(chunk, '\n', position);
    for (;;) {
      const end = Math.min(nextReturn, nextFeed);
      if (end === chunk.length) break;
      this.#lineEnd(chunk, position, end);
      position = end + 1;
      if (chunk.charCodeAt(end) === CR) {
        if (position === chunk.length) this.#afterReturn = true;
        else if (chunk.charCodeAt(position) === LF) position += 1;
        nextReturn = indexOrEnd(chunk, '\r', position);
      }
      if (nextFeed < position) nextFeed = indexOrEnd(chunk, '\n', position);
    }
    this.#keep(chunk, position);
  }

  /** Drops what stands before the first line of a piece, and says where that line begins. */
  #skipStart(chunk: string): number {
    let position = 0;
    if (this.#atStart) {
      this.#atStart = false;
      if (chunk.charCodeAt(0) === BYTE_ORDER_MARK) position = 1;
    }
    if (this.#afterReturn) {
      this.#afterReturn = false;
      if (chunk.charCodeAt(0) === LF) position = 1;
    }
    return position;
  }

  #keep(chunk: string, position: number): void {
    if (position === chunk.length) return;
    this.#check(this.#line.length + chunk.length - position);
    this.#line += position === 0 ? chunk : chunk.slice(position);
  }

  #lineEnd(chunk: string, start: number, end: number): void {
    if (this.#line === '') {
      this.#check(end - start);
      this.#field(chunk, start, end);
      return;
    }
    this.#check(this.#line.length + end - start);
    const line = this.#line + chunk.slice(start, end);
    this.#line = '';
    this.#field(line, 0, line.length);
  }

  /** One line, `text` from `start` to `end`; nothing in it is a line end. */
  #field(text: string, start: number, end: number): void {
    if (start === end) {
      this.#dispatch();
      return;
    }
    let value = valueStart(text, start, end, 'data');
    if (value >= 0) {
      this.#addData(text.slice(value, end));
      return;
    }
    value = valueStart(text, start, end, 'id');
    if (value >= 0) {
      const id = text.slice(value, end);
      if (!id.includes('\0')) this.#nextId = id;
      return;
    }
    value = valueStart(text, start, end, 'event');
    if (value >= 0) {
      this.#name = text.slice(value, end);
      return;
    }
    value = valueStart(text, start, end, 'retry');
    if (value < 0) return;
    const milliseconds = text.slice(value, end);
    if (DIGITS.test(milliseconds)) this.#onRetry?.(Number(milliseconds));
  }

  #addData(value: string): void {
    if (!this.#hasData) {
      this.#hasData = true;
      this.#data = value;
      return;
    }
    this.#check(this.#data.length + 1 + value.length);
    this.#data += `\n${value}`;
  }

  #dispatch(): void {
    this.#lastId = this.#nextId;
    const event = this.#name === '' ? 'message' : this.#name;
    this.#name = '';
    if (!this.#hasData) return;
    const data = this.#data;
    this.#hasData = false;
    this.#data = '';
    this.#onEvent({ event, data, id: this.#lastId });
  }

  #check(length: number): void {
    if (length > this.#limit) throw new SseTooLong(this.#limit);
  }
}

function indexOrEnd(text: string, lineEnd: string, from: number): number {
  const index = text.indexOf(lineEnd, from);
  return index < 0 ? text.length : index;
}

/** Where the value begins if the line is the field `name` (one space after the colon is no part of it), else −1. */
function valueStart(text: string, start: number, end: number, name: string): number {
  if (!text.startsWith(name, start)) return -1;
  const colon = start + name.length;
  if (colon === end) return end;
  if (text.charCodeAt(colon) !== COLON) return -1;
  // What stands at `end` is a line end or nothing, never a space.
  return text.charCodeAt(colon + 1) === SPACE ? colon + 2 : colon + 1;
}
