import { isHighSurrogate } from './surrogates.ts';

const SURROGATE_OR_NUL = /[\ud800-\udfff\0]/;
/** With the u flag a pair is one code point above these, so only lone halves match. */
const EACH_LONE_SURROGATE_OR_NUL = /[\ud800-\udfff\0]/gu;

/**
 * The text with U+FFFD in place of each NUL and each lone surrogate: what every store keeps alike. (PostgreSQL
 * refuses the first, and encoders replace the second silently.) Applied to user text at the edge and to answers in
 * `SurrogateJoiner`, so nothing further inside has to think of it. Source: FAULTS.md A05.
 */
export function cleanText(text: string): string {
  if (!SURROGATE_OR_NUL.test(text)) return text;
  return text.replace(EACH_LONE_SURROGATE_OR_NUL, '\ufffd');
}

/**
 * Mends text that a provider cuts inside a surrogate pair: a trailing high surrogate waits for the chunk that brings
 * its half. What comes out is clean (see `cleanText`), piece by piece the same as the whole would be.
 */
export class SurrogateJoiner {
  #held = '';

  /** What can be passed on now; '' when all of it has to wait. */
  push(chunk: string): string {
    const text = this.#held === '' ? chunk : this.#held + chunk;
    if (!isHighSurrogate(text.charCodeAt(text.length - 1))) {
      this.#held = '';
      return cleanText(text);
    }
    this.#held = text.slice(-1);
    return cleanText(text.slice(0, -1));
  }

  /** What was still waiting at the end of the text: '' or U+FFFD. */
  end(): string {
    const text = cleanText(this.#held);
    this.#held = '';
    return text;
  }
}
