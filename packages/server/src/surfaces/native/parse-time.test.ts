import { describe, expect, test } from 'vitest';
import { parseTime } from './parse-time.ts';

const NINE = Date.UTC(2024, 2, 4, 9);
const MIDNIGHT = Date.UTC(2024, 2, 4);

describe('a time that somebody wrote', () => {
  test.each([
    ['2024-03-04T09:00:00Z', NINE],
    ['2024-03-04T10:00:00+01:00', NINE],
    ['2024-03-04T10:00:00.000+0100', NINE],
    ['2024-03-04T09:00', NINE],
    [' 2024-03-04 09:00:00.000 ', NINE],
    ['2024-03-04', MIDNIGHT],
    ['2024/03/04 (Mon) 09:00', NINE],
    ['9:00 am on 4 March, 2024', NINE],
    ['4 March 2024', MIDNIGHT],
    ['March 4, 2024 9:00 am', NINE],
    ['Mon, 04 Mar 2024 09:00:00 GMT', NINE],
    ['Mon Mar 04 2024 10:00:00 GMT+0100', NINE],
    ['29 February 2024', Date.UTC(2024, 1, 29)],
    [1_709_542_800, NINE],
    [1_709_542_800_000, NINE],
  ])('%j is read', (text, time) => {
    expect(parseTime(text)).toBe(time);
  });

  test.each([
    '2024-02-30',
    '2023-02-29T09:00:00Z',
    '2024-04-31 09:00',
    '2024/02/30',
    '30 February 2024',
    'Feb 30, 2024',
  ])('%j is in no calendar', (text) => {
    expect(parseTime(text)).toBeNull();
  });

  test.each([
    '04/03/2024',
    '04.03.2024',
    '4-3-2024',
    '04/03/24',
    '4 March',
    'March 2024',
    '4 Mazurka 2024',
    '-1',
    '2024',
  ])('%j does not say which day', (text) => {
    expect(parseTime(text)).toBeNull();
  });
});
