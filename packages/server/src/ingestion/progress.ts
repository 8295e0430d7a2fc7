import type { Clock } from '../ports/clock.ts';
import type { CurrentDocument } from '../ports/ingestion.ts';
import type { DocumentOwner } from '../ports/search-index.ts';

/** How far a round is. An estimate goes by bytes, since documents differ too much to be counted alike. */
export class Progress {
  readonly #clock: Clock;
  #startedAt = 0;
  #bytes = 0;
  #bytesDone = 0;
  #total = 0;
  #done = 0;
  #current: (CurrentDocument & { readonly owner: DocumentOwner }) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** More to read; a round begins with the first after all was done. */
  plan(sizes: readonly number[]): void {
    if (sizes.length === 0) return;
    if (this.#done >= this.#total) {
      this.#startedAt = this.#clock.elapsed();
      this.#total = this.#done = this.#bytes = this.#bytesDone = 0;
    }
    this.#total += sizes.length;
    this.#bytes += sizes.reduce((sum, size) => sum + size, 0);
  }

  begin(name: string, owner: DocumentOwner): void {
    this.#current = { name, owner, pagesDone: 0, pages: null };
  }

  pages(pagesDone: number, pages: number): void {
    if (this.#current !== null) this.#current = { ...this.#current, pagesDone, pages };
  }

  finish(bytes: number): void {
    this.#current = null;
    this.#done += 1;
    this.#bytesDone += bytes;
  }

  /** Planned, and not to be done after all. */
  cancel(sizes: readonly number[]): void {
    this.#total -= sizes.length;
    this.#bytes -= sizes.reduce((sum, size) => sum + size, 0);
  }

  /** The round has broken off. */
  abandon(): void {
    this.#current = null;
    this.#total = this.#done;
  }

  get isBusy(): boolean {
    return this.#done < this.#total;
  }

  /** What the reader may know: the names of others' documents are theirs. */
  seenBy(reader: string) {
    const owner = this.#current?.owner;
    const isVisible = owner === null || owner === reader;
    return {
      total: this.#total,
      done: this.#done,
      secondsLeft: this.#secondsLeft(),
      current: isVisible ? this.#shown() : null,
    };
  }

  #shown(): CurrentDocument | null {
    if (this.#current === null) return null;
    const { name, pagesDone, pages } = this.#current;
    return { name, pagesDone, pages };
  }

  #secondsLeft(): number | null {
    if (!this.isBusy) return 0;
    if (this.#bytesDone === 0) return null;
    const elapsed = this.#clock.elapsed() - this.#startedAt;
    return Math.ceil(((this.#bytes - this.#bytesDone) * elapsed) / this.#bytesDone / 1_000);
  }
}
