/** Lines that were typed before somebody asked for them, and askers who wait for a line. */
export class LineQueue {
  readonly #lines: string[] = [];
  #waiting: ((line: string | null) => void) | null = null;
  #hasEnded = false;

  /** True where no more lines come. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  push(line: string): void {
    if (this.#waiting === null) this.#lines.push(line);
    else this.#answer(line);
  }

  /** No more lines come; those that are here still count. */
  end(): void {
    this.#hasEnded = true;
    if (this.#waiting !== null) this.#answer(null);
  }

  /** The next line, or null at the end. */
  next(): Promise<string | null> {
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.#hasEnded) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #answer(line: string | null): void {
    const resolve = this.#waiting;
    this.#waiting = null;
    resolve?.(line);
  }
}
