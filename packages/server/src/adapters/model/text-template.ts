const SENTINEL = 'parlance';
/** A provider whose chunks differ in more than their text (OpenAI pads them at random) is not learned for ever. */
const MOST_ATTEMPTS = 6;
/** What ends or changes a JSON string, or must not stand in one. */
const NOT_PLAIN = /["\\\u0000-\u001f]/;

/**
 * Reads the text out of JSON without parsing it, where the JSON differs from a chunk that was parsed before in nothing
 * but that text. This gives what `JSON.parse` would: up to the text both have the same characters, so a parser stands
 * at the beginning of the same string; plain characters cannot end it; and after it both go on alike.
 */
export class TextTemplate {
  readonly #textOf: (json: string) => string | undefined;
  /** From the beginning to the text, its opening quote included; '' as long as nothing was learned. */
  #before = '';
  /** From the closing quote to the end. */
  #after = '';
  #attempts = 0;

  /**
   * `textOf` parses, and returns the text of a chunk that says nothing else; undefined of any other. It must be a
   * function of the parsed value alone.
   */
  constructor(textOf: (json: string) => string | undefined) {
    this.#textOf = textOf;
  }

  /** The text, or undefined where the JSON has to be parsed. */
  read(json: string): string | undefined {
    if (!this.#fits(json)) return undefined;
    const text = json.slice(this.#before.length, json.length - this.#after.length);
    return NOT_PLAIN.test(text) ? undefined : text;
  }

  /** Learns from JSON that could not be read. */
  learn(json: string): void {
    if (this.#attempts === MOST_ATTEMPTS || this.#fits(json)) return;
    this.#attempts += 1;
    const text = this.#textOf(json);
    if (text === undefined || text === '') return;
    const start = json.indexOf(`"${text}"`) + 1;
    if (start === 0) return;
    const before = json.slice(0, start);
    const after = json.slice(start + text.length);
    // Only if another text in this very place is read as the text, it is the place, and not a key or another string.
    if (this.#textOf(before + SENTINEL + after) !== SENTINEL) return;
    this.#before = before;
    this.#after = after;
  }

  #fits(json: string): boolean {
    const end = json.length - this.#after.length;
    // Beginning and end may overlap in something shorter. Comparing slices is five times as fast as `startsWith`.
    if (this.#before === '' || end < this.#before.length) return false;
    return json.slice(0, this.#before.length) === this.#before && json.slice(end) === this.#after;
  }
}
