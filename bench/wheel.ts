import { monotonicMs } from './monotonic.ts';

/** Something that happens again and again; `turn` answers the milliseconds until the next time, or 0 for never. */
export interface Recurring {
  /** When it is due, on the monotonic clock. The wheel moves it on. */
  dueMs: number;
  turn(): number;
}

const SLOTS = 8192;

/**
 * One timer for thousands of paced streams: a ring of slots of one millisecond. Intervals are counted from when a
 * thing was due, not from when it happened, so a late tick does not slow the pace.
 */
export function createWheel(): { add(item: Recurring): void } {
  const slots: Recurring[][] = Array.from({ length: SLOTS }, () => []);
  let count = 0;
  let doneMs = 0;

  function place(item: Recurring): void {
    const slot = Math.max(Math.ceil(item.dueMs), doneMs + 1);
    slots[slot % SLOTS]?.push(item);
  }

  function tick(): void {
    const now = Math.floor(monotonicMs());
    while (doneMs < now) {
      doneMs += 1;
      const due = slots[doneMs % SLOTS] ?? [];
      if (due.length === 0) continue;
      slots[doneMs % SLOTS] = [];
      for (const item of due) {
        const interval = item.turn();
        if (interval === 0) {
          count -= 1;
        } else {
          item.dueMs += Math.min(interval, SLOTS - 1);
          place(item);
        }
      }
    }
    if (count > 0) setTimeout(tick, 1);
  }

  return {
    add(item) {
      if (count === 0) {
        doneMs = Math.floor(monotonicMs());
        setTimeout(tick, 1);
      }
      count += 1;
      place(item);
    },
  };
}
