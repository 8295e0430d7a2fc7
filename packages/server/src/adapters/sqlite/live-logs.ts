import type { OpenLogs } from './rebuild.ts';
import type { Section } from './sections.ts';
import { Tail } from './tail.ts';

/** From this many characters on a tail is sealed whatever its age. */
const SEAL_SIZE = 64 * 1024;
/** A commit seals at most this many tails that need not be sealed at once. */
const SEALS_PER_COMMIT = 16;

/** The tails of all open turns, and which of them have to be sealed next. */
export class LiveLogs {
  readonly #tails = new Map<string, Tail>();
  /** Tails with unsealed events, the one with the oldest entry first. */
  readonly #unsealed = new Set<Tail>();
  /** To be sealed by the next commit: what is large, and what an earlier process left in the journal. */
  readonly #overdue = new Set<Tail>();

  /** Number of slots of the journal's ring; an entry is written over by the one that comes so much later. */
  readonly ringEntries: number;

  constructor({ logs }: OpenLogs, ringEntries: number) {
    this.ringEntries = ringEntries;
    for (const { turn, next, unsealed } of logs.values()) {
      const [first] = unsealed;
      const tail = this.open(turn, first?.firstSeq ?? next);
      for (const { lines, count, entry } of unsealed) {
        tail.push(lines, count, entry);
      }
    }
    // Sealed by the first commit, so that nothing hangs on slots of a ring that may have had another size.
    for (const tail of this.#tails.values()) {
      if (!tail.sealed) {
        this.#unsealed.add(tail);
        this.#overdue.add(tail);
      }
    }
  }

  get(turn: string): Tail | undefined {
    return this.#tails.get(turn);
  }

  open(turn: string, next = 0): Tail {
    const tail = new Tail(turn, next);
    this.#tails.set(turn, tail);
    return tail;
  }

  close(turn: string): void {
    const tail = this.#tails.get(turn);
    if (tail !== undefined) {
      this.#tails.delete(turn);
      this.#unsealed.delete(tail);
      this.#overdue.delete(tail);
    }
  }

  /** Adds what was committed. A repeat, and an append to a turn that has ended, are here already. */
  append({ turn, firstSeq, count, lines }: Section, entry: number): void {
    const tail = this.#tails.get(turn);
    if (tail === undefined || tail.next !== firstSeq || count === 0) {
      return;
    }
    if (tail.sealed) {
      this.#unsealed.add(tail);
    }
    tail.push(lines, count, entry);
    if (tail.size > SEAL_SIZE) {
      this.#overdue.add(tail);
    }
  }

  /** The tails that the commit with this entry has to seal. */
  due(entry: number): readonly Tail[] {
    const due = new Set(this.#overdue);
    for (const tail of this.#unsealed) {
      const age = entry - tail.firstEntry;
      const mustSeal = age >= this.ringEntries - 1;
      if (!mustSeal && (age < this.ringEntries / 2 || due.size >= SEALS_PER_COMMIT)) {
        break;
      }
      due.add(tail);
    }
    return [...due];
  }

  unsealed(): readonly Tail[] {
    return [...this.#unsealed];
  }

  markSealed(tails: readonly Tail[]): void {
    for (const tail of tails) {
      tail.markSealed();
      this.#unsealed.delete(tail);
      this.#overdue.delete(tail);
    }
  }
}
