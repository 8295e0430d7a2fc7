import { expect, test } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import { deadlineSchema, nextDeadline } from './deadline.ts';

verifies('guide:deadlines', 'A day of each year is told as the next one that comes', () => {
  const next = (deadline: string) => nextDeadline(deadline, '2026-10-15');
  expect(['--10-14', '--10-15', '--10-16', '--02-28'].map(next)).toEqual([
    '2027-10-14',
    '2026-10-15',
    '2026-10-16',
    '2027-02-28',
  ]);
  expect(['2026-10-14', '2026-10-15'].map(next)).toEqual([null, '2026-10-15']);
});

test('A deadline is a day that exists, of one year or of each', () => {
  for (const day of ['2027-02-15', '--02-15', '--12-31']) expect(deadlineSchema.safeParse(day).success, day).toBe(true);
  for (const day of ['--02-29', '--13-01', '--2-1', '02-15', '--02-15T00', '2026-02-30', '']) {
    expect(deadlineSchema.safeParse(day).success, day).toBe(false);
  }
});
