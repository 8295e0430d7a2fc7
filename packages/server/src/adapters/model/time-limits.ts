import type { CancelTimer, Clock } from '../../ports/clock.ts';

/** How long a provider may be silent. All in milliseconds. */
export interface TimeLimits {
  /** Until the connection stands, TLS included. Not counted on a connection that is used again. */
  readonly connectMs: number;
  /** From then until the first token. Comments and empty chunks do not count as one. */
  readonly firstTokenMs: number;
  /** Between two chunks after the first token. Comments do not count as chunks. */
  readonly betweenTokensMs: number;
}

/** Reasoning models think for a minute before their first token; a stream that runs and stops is broken sooner. */
export const DEFAULT_TIME_LIMITS: TimeLimits = { connectMs: 10_000, firstTokenMs: 120_000, betweenTokensMs: 30_000 };

const SLICES = 20;
const LONGEST_SLICE_MS = 500;

/**
 * Notices that nothing has happened for longer than a limit; late by at most a twentieth of it, and by 500 ms.
 *
 * `touch` only sets a flag, so that a token costs neither a timer nor a look at the clock. Silence is counted in
 * slices of time rather than between two readings of the clock, so that a clock which is set forward ends no answer.
 */
export class StallWatch {
  readonly #clock: Clock;
  readonly #onStall: () => void;
  #limitMs = 0;
  #silentMs = 0;
  #touched = false;
  #cancel: CancelTimer | undefined;

  constructor(clock: Clock, onStall: () => void) {
    this.#clock = clock;
    this.#onStall = onStall;
  }

  /** Begins to count anew, against this limit from now on. */
  enter(limitMs: number): void {
    this.#limitMs = limitMs;
    this.#silentMs = 0;
    this.stop();
    this.#arm();
  }

  touch(): void {
    this.#touched = true;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #arm(): void {
    const slice = Math.min(this.#limitMs / SLICES, LONGEST_SLICE_MS);
    this.#touched = false;
    this.#cancel = this.#clock.after(slice, () => {
      this.#silentMs = this.#touched ? 0 : this.#silentMs + slice;
      if (this.#silentMs < this.#limitMs) this.#arm();
      else this.#onStall();
    });
  }
}
