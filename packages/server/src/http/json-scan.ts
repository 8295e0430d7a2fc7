/** Bounds of a JSON body, checked while it arrives. Source: FAULTS.md A04. */
export const MAX_DEPTH = 64;
export const MAX_KEYS = 10_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

export type ScanVerdict = 'fine' | 'too-deep' | 'too-many-keys';

/**
 * Follows a JSON text byte by byte, across chunks, without building anything: `JSON.parse` would spend seconds on
 * five million brackets before it could be asked how deep they are. It does not check the syntax otherwise.
 */
export class JsonScan {
  #depth = 0;
  #keys = 0;
  #inText = false;
  #escaped = false;

  /** Colons outside texts: in valid JSON, the number of keys. */
  get keys(): number {
    return this.#keys;
  }

  push(chunk: Uint8Array): ScanVerdict {
    for (const byte of chunk) {
      if (this.#inText) this.#withinText(byte);
      else if (byte === QUOTE) this.#inText = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if ((this.#depth += 1) > MAX_DEPTH) return 'too-deep';
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#depth -= 1;
      else if (byte === COLON && (this.#keys += 1) > MAX_KEYS) return 'too-many-keys';
    }
    return 'fine';
  }

  #withinText(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inText = false;
  }
}
