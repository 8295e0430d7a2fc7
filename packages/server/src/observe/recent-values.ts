/** Values of the last while, at most `most` of them: enough for a page that says how things are now. */
export class RecentValues<Value> {
  readonly #windowMs: number;
  readonly #most: number;
  #kept: { readonly at: number; readonly value: Value }[] = [];

  constructor(windowMs: number, most: number) {
    this.#windowMs = windowMs;
    this.#most = most;
  }

  /** `now` in milliseconds of a clock that never jumps (`Clock.elapsed`). */
  add(now: number, value: Value): void {
    this.#kept.push({ at: now, value });
    // Twice as many are let in before some are thrown out, so that no single call pays for it.
    if (this.#kept.length >= 2 * this.#most) this.#kept = this.#kept.slice(-this.#most);
  }

  /** Oldest first. */
  within(now: number): readonly Value[] {
    this.#kept = this.#kept.slice(-this.#most).filter(({ at }) => now - at <= this.#windowMs);
    return this.#kept.map(({ value }) => value);
  }
}

/** The value that the share `share` (0 to 1) of `values` does not exceed; null where there are none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}
