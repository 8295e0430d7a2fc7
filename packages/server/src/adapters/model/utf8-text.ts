import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

/**
 * Turns bytes that were cut anywhere into text; wrong bytes become U+FFFD.
 *
 * Most chunks of a provider are ASCII, and those are read as Latin-1 without being decoded.
 */
export class Utf8Text {
  readonly #decoder = new StringDecoder('utf8');
  /** The decoder may hold the beginning of a character. */
  #mayHold = false;

  write(bytes: Buffer): string {
    if (!this.#mayHold && isAscii(bytes)) return bytes.toString('latin1');
    this.#mayHold = (bytes.at(-1) ?? 0) > 0x7f;
    return this.#decoder.write(bytes);
  }
}
