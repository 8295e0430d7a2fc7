import type { Line } from './line.ts';
import type { Sought } from './read-dialogue-question.ts';

/** Up to so many messages are all looked at: each costs 30 to 100 ns. */
const FEW = 2_000;
/** Of more, only what stands around this many occurrences of the question's words, the rarest first. */
const OCCURRENCES = 1_000;

/**
 * Which messages of long talks may be among the best: those around the rarer words that are asked for, and those that facts
 * come from. So a question costs the same however long one has talked; what a common word alone would find, among thousands
 * like it, is not looked at.
 */
export class Candidates {
  /** 1 at the places that are looked at; null: everything is. */
  readonly places: Uint8Array | null;
  readonly #line: Line;
  #left = OCCURRENCES;

  constructor(line: Line, facts: Iterable<number>) {
    this.#line = line;
    this.places = line.messages > FEW ? new Uint8Array(line.dialogue.messages.length) : null;
    for (const place of facts) this.#look(place);
  }

  /** What stands around these words is looked at too, as far as they are rare. */
  add(sought: readonly Sought[]): void {
    if (this.places === null) return;
    const { dialogue } = this.#line;
    const terms = [...new Set(sought.flatMap(({ term, others }) => [term, ...others]))];
    const words = terms.map((term) => dialogue.postings(term)).filter(({ length }) => length > 0);
    for (const postings of words.sort((a, b) => a.length - b.length)) {
      const count = postings.length / 2;
      // The rarest is looked for however often it was said: there is nothing better to go by.
      if (count > this.#left && this.#left < OCCURRENCES) break;
      this.#left -= count;
      for (let next = 0; next < postings.length; next += 2) this.#look(postings[next] ?? 0);
    }
  }

  /** A message counts for what is said beside it too. */
  #look(place: number): void {
    const { shown, before, after } = this.#line;
    if (this.places === null || shown[place] !== 1) return;
    this.places[place] = 1;
    const [last, next] = [before[place] ?? -1, after[place] ?? -1];
    if (last >= 0) this.places[last] = 1;
    if (next >= 0) this.places[next] = 1;
  }
}
