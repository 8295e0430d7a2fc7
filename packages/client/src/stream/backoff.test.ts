import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { backoffMs } from './backoff.ts';

verifies('client:backoff', 'doubles up to a limit, and takes between half and the whole of it', () => {
  const options = { firstMs: 100, longestMs: 1_000 };
  const whole = [0, 1, 2, 3, 4, 5, 10_000].map((attempt) => backoffMs(attempt, 1, options));
  expect(whole).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000]);
  expect(backoffMs(0, 0, options)).toBe(50);
  expect(backoffMs(10_000, 0, options)).toBe(500);
});
