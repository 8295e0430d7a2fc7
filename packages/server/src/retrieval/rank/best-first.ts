/** What is ranked: the higher score first, of equal ones the later, then the greater id. */
export interface Ranked {
  readonly id: string;
  readonly score: number;
  /** When it came; compares those of one ranking. */
  readonly at: number;
}

/** Keeps the best of many, so that those that cannot be among them cost a comparison each. */
export class BestFirst<T extends Ranked> {
  readonly #most: number;
  #kept: T[] = [];
  #worst: Ranked = { id: '', score: 0, at: Number.NEGATIVE_INFINITY };

  /** `most` is how many are kept, 1 or more. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether something with this score, that came then, may be among the best; what has no score is not. */
  takes(score: number, at: number): boolean {
    return score > this.#worst.score || (score === this.#worst.score && score > 0 && at >= this.#worst.at);
  }

  offer(one: T): void {
    if (!this.takes(one.score, one.at)) return;
    this.#kept.push(one);
    // Sorted when as many again have come, so that each costs a few comparisons.
    if (this.#kept.length >= 2 * this.#most) this.#cut();
  }

  /** Best first. */
  list(): readonly T[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept.sort(bestFirst);
    this.#kept.length = Math.min(this.#kept.length, this.#most);
    const last = this.#kept.at(-1);
    if (last !== undefined && this.#kept.length === this.#most) this.#worst = last;
  }
}

function bestFirst(a: Ranked, b: Ranked): number {
  return b.score - a.score || b.at - a.at || (a.id < b.id ? 1 : -1);
}
