import type { Clock } from '../ports/clock.ts';

/**
 * Bounds how long one piece of work holds the event loop: it asks after every step whether its slice is over, and then
 * lets whatever else has come go first. Source: TURN.md 35.
 */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #lengthMs: number;
  #until: number;

  constructor(clock: Clock, lengthMs: number) {
    this.#clock = clock;
    this.#lengthMs = lengthMs;
    this.#until = clock.elapsed() + lengthMs;
  }

  get over(): boolean {
    return this.#clock.elapsed() >= this.#until;
  }

  /** Resolves in the next turn of the loop, where a new slice begins. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.soon(() => {
        this.#until = this.#clock.elapsed() + this.#lengthMs;
        resolve();
      });
    });
  }
}
