import type { CancelTimer, Clock } from '../../ports/clock.ts';

/** Node fires a timer at once when its delay does not fit 31 bits. */
const LONGEST_DELAY_MS = 2_147_483_647;

/** The machine's clock. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  elapsed(): number {
    // Whole milliseconds: Node keeps a list of its own for each delay that a timer is given.
    return Math.floor(performance.now());
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    let rest = Math.max(0, delayMs);
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const step = Math.min(rest, LONGEST_DELAY_MS);
      rest -= step;
      timer = setTimeout(rest > 0 ? wait : callback, step).unref();
    };
    wait();
    return () => clearTimeout(timer);
  }

  soon(callback: () => void): void {
    setImmediate(callback);
  }
}
