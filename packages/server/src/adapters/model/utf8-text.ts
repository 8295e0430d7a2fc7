import { StringDecoder } from 'node:string_decoder';

/** Turns bytes that were cut anywhere into text; wrong bytes become U+FFFD. */
export class Utf8Text {
  readonly #decoder = new StringDecoder('utf8');
  /** The decoder may hold the beginning of a character. */
  #mayHold = false;

  /** Takes the bytes from `start` to `end`; it keeps none of the buffer. */
  write(bytes: Buffer, start = 0, end = bytes.length): string {
    if (start >= end) return '';
    const endsOpen = (bytes[end - 1] ?? 0) > 0x7f;
    // What ends with an ASCII byte holds whole characters only, so that nothing need be kept for the next piece.
    if (!this.#mayHold && !endsOpen) return bytes.toString('utf8', start, end);
    this.#mayHold = endsOpen;
    return this.#decoder.write(bytes.subarray(start, end));
  }
}
