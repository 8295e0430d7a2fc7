import { expect, test } from 'vitest';
import { ManualClock } from '../clock/manual.ts';
import { UuidV7 } from './uuid-v7.ts';

const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('Ids are version 7 and carry the time in their first 48 bits', () => {
  const id = new UuidV7(new ManualClock(0x0123456789ab)).next();
  expect(id).toMatch(VERSION_7);
  expect(id.startsWith('01234567-89ab-7')).toBe(true);
});

test('Each id sorts after the one before it while the clock stands, runs or jumps back', () => {
  const clock = new ManualClock();
  const ids = new UuidV7(clock);
  const made: string[] = [];
  for (let round = 0; round < 20_000; round += 1) {
    made.push(ids.next());
    if (round === 10_000) {
      clock.jump(clock.now() - 60_000);
    }
    if (round % 5_000 === 0) {
      clock.advance(1);
    }
  }
  expect(made).toEqual([...new Set(made)].sort());
  expect(made.every((id) => VERSION_7.test(id))).toBe(true);
});
