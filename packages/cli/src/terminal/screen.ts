const CLEAR_LINE = '\r\u001b[K';
const [DIM, PLAIN] = ['\u001b[2m', '\u001b[22m'];

/** What the terminal behind standard error can do. */
export interface ScreenAbilities {
  readonly hasStyle: boolean;
  /** A line can be taken back. */
  readonly canRewrite: boolean;
}

const USUAL_COLUMNS = 80;

export interface ScreenStreams {
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
}

/**
 * Answers on standard output and notes on standard error, which are one screen where both are a terminal: then no note
 * begins in the middle of an answer's line. What goes into a pipe or a file is the answer, byte for byte.
 */
export class Screen {
  readonly #streams: ScreenStreams;
  readonly #abilities: ScreenAbilities;
  #isAtStart = true;
  #hasStatus = false;
  /** Of what was said alone, whatever stands on the screen. */
  #isLineOpen = false;

  constructor(streams: ScreenStreams, abilities: ScreenAbilities) {
    this.#streams = streams;
    this.#abilities = abilities;
  }

  say(text: string): void {
    if (text === '') return;
    if (this.#hasStatus) this.toStart();
    this.#streams.output.write(text);
    this.#isAtStart = text.endsWith('\n');
    this.#isLineOpen = !this.#isAtStart;
  }

  endLine(): void {
    const { output } = this.#streams;
    // On a screen a note may have ended it already.
    if (this.#isLineOpen && !(this.#isAtStart && output.isTTY)) output.write('\n');
    this.#isLineOpen = false;
    this.#isAtStart = true;
  }

  note(line: string): void {
    this.toStart();
    this.#streams.errors.write(`${this.#dim(line)}\n`);
  }

  status(line: string): void {
    const { errors } = this.#streams;
    this.toStart();
    if (!this.#abilities.canRewrite) {
      errors.write(`${line}\n`);
      return;
    }
    // Only one row can be taken back.
    errors.write(this.#dim(line.slice(0, (errors.columns || USUAL_COLUMNS) - 1)));
    this.#hasStatus = true;
  }

  /** Makes the next thing on standard error begin a line. */
  toStart(): void {
    const { output, errors } = this.#streams;
    if (this.#hasStatus) errors.write(CLEAR_LINE);
    else if (!this.#isAtStart && output.isTTY && errors.isTTY) errors.write('\n');
    this.#hasStatus = false;
    this.#isAtStart = true;
  }

  #dim(line: string): string {
    return this.#abilities.hasStyle ? `${DIM}${line}${PLAIN}` : line;
  }
}
