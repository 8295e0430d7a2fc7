import type { TurnEvent } from '@parlance/wire';
import { decodeEvents } from './event-codec.ts';
import type { Segment } from './protocol.ts';

/** Strings put together by `+` keep their pieces, which cost more memory than their text: so often they are joined. */
const PUSHES_PER_JOIN = 32;

/** The committed events of a live turn that no segment holds yet, as the encoded lines in which they were written. */
export class Tail {
  readonly turn: string;
  /** The number that the next event gets. */
  next: number;
  /** The number of the first unsealed event; `next` where all is sealed. */
  firstSeq: number;
  /** The journal entry that holds the first unsealed event. */
  firstEntry = 0;
  /** All unsealed lines: `#joined`, then `#recent`. Each is empty or has its lines separated, not ended, by newlines. */
  #joined = '';
  #recent = '';
  #pushes = 0;

  constructor(turn: string, next: number) {
    this.turn = turn;
    this.next = next;
    this.firstSeq = next;
  }

  get sealed(): boolean {
    return this.firstSeq === this.next;
  }

  /** Characters that are unsealed. */
  get size(): number {
    return this.#joined.length + this.#recent.length;
  }

  /** Adds `count` events, at least one. */
  push(lines: string, count: number, entry: number): void {
    if (this.firstSeq === this.next) {
      this.firstEntry = entry;
    }
    this.next += count;
    this.#recent = this.#pushes === 0 ? lines : `${this.#recent}\n${lines}`;
    this.#pushes += 1;
    if (this.#pushes === PUSHES_PER_JOIN) {
      this.#join();
    }
  }

  /** Events with `seq > after`, at most `limit`; `after` is not below the first unsealed event's predecessor. */
  read(after: number, limit: number): readonly TurnEvent[] {
    this.#join();
    return this.sealed ? [] : decodeEvents(this.turn, this.#joined, this.firstSeq, after, limit);
  }

  /** Everything that is unsealed as one segment; null where that is nothing. */
  segment(): Segment | null {
    this.#join();
    const { turn, firstSeq, next } = this;
    return this.sealed ? null : { turn, firstSeq, count: next - firstSeq, lines: this.#joined };
  }

  /** A segment holds everything now, `count` events of the latest commit included. */
  markSealed(): void {
    this.firstSeq = this.next;
    this.#joined = '';
    this.#recent = '';
    this.#pushes = 0;
  }

  #join(): void {
    if (this.#pushes > 0) {
      this.#joined = this.#joined === '' ? [this.#recent, ''].join('') : [this.#joined, this.#recent].join('\n');
      this.#recent = '';
      this.#pushes = 0;
    }
  }
}
