import type { CancelTimer, Clock } from '../../ports/clock.ts';

interface Timer {
  /** In the time that never jumps. */
  readonly dueAt: number;
  readonly callback: () => void;
}

/**
 * A clock that moves only when it is told. `advance` calls each due timer at its own instant, the earliest first and
 * equals in the order in which they were set; timers that these set fire in the same call where they are due.
 * `soon` follows the real event loop, since it waits for input and not for time, but never lets a timer go first.
 */
export class ManualClock implements Clock {
  #elapsed = 0;
  /** What the machine's clock shows beyond that. */
  #offset: number;
  readonly #timers = new Set<Timer>();
  #soon: (() => void)[] = [];

  /** `startAt`: milliseconds since the epoch; the default is 2026-01-01T00:00:00Z. */
  constructor(startAt = 1_767_225_600_000) {
    this.#offset = startAt;
  }

  now(): number {
    return this.#offset + this.#elapsed;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    const timer = { dueAt: this.#elapsed + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  soon(callback: () => void): void {
    this.#soon.push(callback);
    setImmediate(() => this.#runSoon());
  }

  /** Moves the time forward by `durationMs`, 0 included, and calls every timer that is due by then. */
  advance(durationMs: number): void {
    const target = this.#elapsed + durationMs;
    this.#runSoon();
    for (let next = this.#earliest(target); next !== null; next = this.#earliest(target)) {
      this.#timers.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.dueAt);
      next.callback();
      this.#runSoon();
    }
    this.#elapsed = target;
  }

  /** Sets the time forward or back, as a correction of a machine's clock does: no timer comes sooner or later for it. */
  jump(to: number): void {
    this.#offset = to - this.#elapsed;
  }

  /** Timers that have been set and not called or cancelled yet. */
  get pending(): number {
    return this.#timers.size;
  }

  #earliest(target: number): Timer | null {
    let earliest: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.dueAt <= target && (earliest === null || timer.dueAt < earliest.dueAt)) {
        earliest = timer;
      }
    }
    return earliest;
  }

  #runSoon(): void {
    const callbacks = this.#soon;
    this.#soon = [];
    for (const callback of callbacks) {
      callback();
    }
  }
}
