import type { Line } from './line.ts';
import type { Sought } from './read-dialogue-question.ts';

/** Up to so many messages are all looked at: each costs 30 to 100 ns. */
const FEW = 2_000;
/** Of more, only what stands around this many occurrences of the question's words, the rarest first. */
const OCCURRENCES = 1_000;
/** Around them, since a message counts for what is said beside it. */
const AROUND = 1;

/** Facts by the line, by place. */
type Facts = readonly ReadonlyMap<number, number>[];

/**
 * Which messages of long talks may be among the best: those around the rarer words that are asked for, and those that facts
 * come from. So a question costs the same however long one has talked; what a common word alone would find, among thousands
 * like it, is not looked at.
 */
export class Candidates {
  readonly #lines: readonly Line[];
  /** Null: everything is looked at. */
  readonly #looked: readonly Uint8Array[] | null;
  #left = OCCURRENCES;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
    const isLong = lines.reduce((sum, { places }) => sum + places.length, 0) > FEW;
    this.#looked = isLong ? lines.map(({ places }) => new Uint8Array(places.length)) : null;
  }

  /** What stands around these words is looked at too, as far as they are rare. */
  add(sought: readonly Sought[], facts: Facts): void {
    if (this.#looked === null) return;
    const terms = new Set(sought.flatMap(({ term, others }) => [term, ...others]));
    const words = [...terms].map((term) => ({ term, count: this.#frequency(term) })).filter(({ count }) => count > 0);
    for (const { term, count } of words.sort((a, b) => a.count - b.count)) {
      // The rarest is looked for however often it was said: there is nothing better to go by.
      if (count > this.#left && this.#left < OCCURRENCES) break;
      this.#left -= count;
      this.#lines.forEach((line, at) => markWord(this.#looked?.[at], line, term));
    }
    facts.forEach((own, at) => {
      const line = this.#lines[at];
      if (line !== undefined) for (const place of own.keys()) mark(this.#looked?.[at], line, place);
    });
  }

  /** For a line: 1 at what is looked at, in the order of the branch; null: everything is. */
  of(line: number): Uint8Array | null {
    return this.#looked?.[line] ?? null;
  }

  #frequency(term: string): number {
    return this.#lines.reduce((sum, { dialogue }) => sum + dialogue.frequency(term), 0);
  }
}

function markWord(looked: Uint8Array | undefined, line: Line, term: string): void {
  const postings = line.dialogue.postings(term);
  for (let next = 0; next < postings.length; next += 2) mark(looked, line, postings[next] ?? 0);
}

function mark(looked: Uint8Array | undefined, { shown }: Line, place: number): void {
  const at = (shown[place] ?? 0) - 1;
  if (at < 0 || looked === undefined) return;
  for (let near = Math.max(0, at - AROUND); near <= at + AROUND; near += 1) looked[near] = 1;
}
