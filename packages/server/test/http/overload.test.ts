import { expect, test } from 'vitest';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import type { MemoryReading } from '../../src/http/limits/memory.ts';
import { memoryReader } from '../../src/http/limits/memory.ts';
import { mostConnections } from '../../src/http/limits/open-files.ts';
import { Overload } from '../../src/http/limits/overload.ts';
import type { Clock } from '../../src/ports/clock.ts';

const MEGABYTE = 1_048_576;

/** An overload guard over readings that the test sets, looked at when the time has moved on. */
function guard(clock: Pick<Clock, 'elapsed' | 'after'> & { advance(ms: number): void } = new ManualClock()) {
  const machine = { used: 100, heapUsed: 10, load: 0 };
  const readMemory = (): MemoryReading => ({
    used: machine.used * MEGABYTE,
    limit: 1_000 * MEGABYTE,
    heapUsed: machine.heapUsed * MEGABYTE,
    heapLimit: 500 * MEGABYTE,
  });
  const changes: (string | null)[] = [];
  const overload = new Overload({
    clock,
    readMemory,
    load: () => machine.load,
    onChange: (reason) => changes.push(reason),
  });
  const set = (changed: Partial<typeof machine>): string | null => {
    Object.assign(machine, changed);
    clock.advance(250);
    return overload.reason();
  };
  return { overload, changes, set };
}

test('refuses turns from 85 % of the memory on, and lets them in when half of the load is gone', () => {
  const { overload, changes, set } = guard();
  expect(set({ used: 849, load: 1_000 })).toBeNull();
  expect(set({ used: 851 })).toBe('memory');
  expect(() => overload.admitTurn()).toThrow('busy');
  expect(set({ load: 501 })).toBe('memory');
  // The process keeps what it has taken, and uses it again.
  expect(set({ load: 500 })).toBeNull();
  expect(set({ used: 931 })).toBe('memory');
  expect(set({ used: 849 })).toBeNull();
  expect(changes).toEqual(['memory', null, 'memory', null]);
});

test('counts the heap too, and refuses everything but relief when memory is nearly gone', () => {
  const { overload, set } = guard();
  expect(set({ heapUsed: 426, load: 1_000 })).toBe('memory');
  expect(() => overload.admitRequest()).not.toThrow();
  set({ heapUsed: 466 });
  expect(() => overload.admitRequest()).toThrow('busy');
  set({ heapUsed: 100 });
  expect(() => overload.admitRequest()).not.toThrow();
});

test('always lets the first few in, or a process that keeps its memory would never serve again', () => {
  const { overload, set } = guard();
  expect(set({ used: 2_000, load: 8 })).toBe('memory');
  expect(set({ load: 7 })).toBeNull();
  expect(() => overload.admitRequest()).not.toThrow();
});

test('refuses a burst before it has taken anything, by the price of what is under way', () => {
  const clock = new ManualClock();
  const { overload } = guard(clock);
  const counted = new Overload({
    clock,
    readMemory: () => ({ used: 100 * MEGABYTE, limit: 1_000 * MEGABYTE, heapUsed: 0, heapLimit: 1 }),
    load: () => 32_000,
  });
  expect(overload.reason()).toBeNull();
  expect(counted.reason()).toBe('memory');
});

test('refuses turns while the event loop keeps coming late, and not for one pause', () => {
  const manual = new ManualClock();
  let lateMs = 0;
  const late = {
    elapsed: () => manual.elapsed(),
    after: (delayMs: number, callback: () => void) => manual.after(delayMs + lateMs, callback),
    advance: (ms: number) => manual.advance(ms + lateMs),
  };
  const { overload, set } = guard(late);
  lateMs = 5_000;
  // The timer that is set already comes in time.
  set({});
  expect(set({})).toBeNull();
  lateMs = 0;
  expect(set({})).toBeNull();
  lateMs = 500;
  set({});
  expect([set({}), set({}), set({})]).toEqual([null, null, 'event-loop']);
  expect(() => overload.admitTurn()).toThrow('busy');
  expect(overload.lateMs()).toBe(500);
  lateMs = 0;
  set({});
  expect(set({})).toBeNull();
});

test('reads the memory of this very process, within the configured limit or a real one', () => {
  const { used, limit, heapUsed, heapLimit } = memoryReader(512)();
  expect(limit).toBe(512 * MEGABYTE);
  expect(used).toBeGreaterThan(20 * MEGABYTE);
  expect(heapUsed).toBeLessThan(heapLimit);
  expect(memoryReader(null)().limit).toBeGreaterThan(used);
});

test('keeps descriptors for the store and the providers', () => {
  expect(mostConnections(1_024)).toBe(738);
  expect(mostConnections(64)).toBe(18);
  expect(mostConnections(10)).toBe(1);
  expect(mostConnections(null)).toBeNull();
});
