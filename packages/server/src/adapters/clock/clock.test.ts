import { describe, expect, test } from 'vitest';
import { ManualClock } from './manual.ts';
import { SystemClock } from './system.ts';

describe('The manual clock', () => {
  test('calls due timers in order, each at its own instant, and leaves the rest', () => {
    const clock = new ManualClock(1_000);
    const calls: string[] = [];
    const note = (name: string) => () => calls.push(`${name}@${clock.now()}`);
    clock.after(30, note('third'));
    clock.after(10, note('first'));
    clock.after(10, () => {
      note('second')();
      clock.after(5, note('nested'));
    });
    clock.after(31, note('later'));
    clock.after(20, note('cancelled'))();
    clock.advance(30);
    expect(calls).toEqual(['first@1010', 'second@1010', 'nested@1015', 'third@1030']);
    expect(clock.now()).toBe(1_030);
    expect(clock.pending).toBe(1);
  });

  test('lets nothing that was to come soon wait behind a timer', () => {
    const clock = new ManualClock();
    const calls: string[] = [];
    clock.after(0, () => calls.push('timer'));
    clock.soon(() => calls.push('soon'));
    expect(calls).toEqual([]);
    clock.advance(0);
    expect(calls).toEqual(['soon', 'timer']);
  });

  test('calls no timer sooner or later when it is set, and goes on counting', () => {
    const clock = new ManualClock(1_000);
    const calls: number[] = [];
    clock.after(50, () => calls.push(clock.now()));
    clock.jump(1_000_000);
    clock.advance(49);
    expect(calls).toEqual([]);
    clock.jump(0);
    clock.advance(1);
    expect(calls).toEqual([1]);
    expect(clock.elapsed()).toBe(50);
  });

  test('calls what comes soon once, without being moved', async () => {
    const clock = new ManualClock();
    let calls = 0;
    await new Promise<void>((resolve) => {
      clock.soon(() => {
        calls += 1;
        setImmediate(resolve);
      });
    });
    clock.advance(1);
    expect(calls).toBe(1);
  });
});

describe('The system clock', () => {
  test('calls back once, later, and before any timer where it is asked for soon', async () => {
    const clock = new SystemClock();
    const calls: string[] = [];
    await new Promise<void>((resolve) => {
      clock.after(0, () => {
        calls.push('timer');
        resolve();
      });
      clock.after(0, () => calls.push('cancelled'))();
      clock.soon(() => calls.push('soon'));
      calls.push('now');
    });
    expect(calls[0]).toBe('now');
    expect(calls).not.toContain('cancelled');
  });

  test('does not take a delay beyond 31 bits for none', async () => {
    const clock = new SystemClock();
    let called = false;
    const cancel = clock.after(2 ** 33, () => {
      called = true;
    });
    await new Promise<void>((resolve) => clock.after(5, resolve));
    cancel();
    expect(called).toBe(false);
  });
});
