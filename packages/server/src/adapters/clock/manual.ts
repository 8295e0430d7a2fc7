import type { CancelTimer, Clock } from '../../ports/clock.ts';

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/**
 * A clock that moves only when it is told. `advance` calls each due timer at its own instant, the earliest first and
 * equals in the order in which they were set; timers that these set fire in the same call where they are due.
 * `soon` follows the real event loop, since it waits for input and not for time, but never lets a timer go first.
 */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();
  #soon: (() => void)[] = [];

  /** `startAt`: milliseconds since the epoch; the default is 2026-01-01T00:00:00Z. */
  constructor(startAt = 1_767_225_600_000) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    const timer = { dueAt: this.#now + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  soon(callback: () => void): void {
    this.#soon.push(callback);
    setImmediate(() => this.#runSoon());
  }

  /** Moves the time forward by `durationMs`, 0 included, and calls every timer that is due by then. */
  advance(durationMs: number): void {
    const target = this.#now + durationMs;
    this.#runSoon();
    for (let next = this.#earliest(target); next !== null; next = this.#earliest(target)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.dueAt);
      next.callback();
      this.#runSoon();
    }
    this.#now = target;
  }

  /** Sets the time without calling timers, forward or back, as a correction of a machine's clock does. */
  jump(to: number): void {
    this.#now = to;
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
