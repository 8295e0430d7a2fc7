import type { Clock } from '../../../ports/clock.ts';

/**
 * How long provider connections may be read in one turn of the event loop, milliseconds. Providers that send faster than
 * we read would otherwise fill the loop with their input alone. Source: TURN.md 35.
 */
const SHARE_MS = 2;

/** What reading from providers may take of each turn of the event loop, all connections together. */
export class ReadingShare {
  readonly #clock: Clock;
  #until: number | null = null;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asked after each read: true if no connection may read again in this turn of the loop. */
  get used(): boolean {
    const now = this.#clock.elapsed();
    if (this.#until === null) {
      this.#until = now + SHARE_MS;
      this.#clock.soon(() => this.#renew());
    }
    return now >= this.#until;
  }

  /** Calls `resume` when the next turn of the loop begins. */
  wait(resume: () => void): void {
    this.#waiting.push(resume);
  }

  #renew(): void {
    this.#until = null;
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
