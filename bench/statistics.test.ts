import { expect, test } from 'vitest';
import { cpuNanoseconds } from './cpu.ts';
import { parseOptions } from './options.ts';
import { table } from './report.ts';
import { median, pairedDifferences, pairedRatios, percentile, spread } from './statistics.ts';

test('the median is the middle value, or the mean of the middle two', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 6])).toBe(5.5);
  expect(() => median([])).toThrow('no measurements');
});

test('a percentile is a value that was measured', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([50, 99, 100].map((percent) => percentile(values, percent))).toEqual([50, 99, 100]);
  expect(percentile([3], 99)).toBe(3);
});

test('ratios are taken pair by pair, so a machine that slows down does not show', () => {
  const reference = [10, 20, 40];
  const slower = [12, 24, 48];
  expect(pairedRatios(slower, reference)).toEqual([1.2, 1.2, 1.2]);
  expect(pairedDifferences(slower, reference)).toEqual([2, 4, 8]);
  expect(spread(pairedRatios([5, 30, 40], reference))).toEqual({ median: 1, low: 0.5, high: 1.5, count: 3 });
  expect(() => pairedRatios([1], [])).toThrow('pairs');
});

test('the table says whether a goal was reached, by the paired ratio', () => {
  const row = (value: number): string => {
    const samples = new Map([
      ['relay', [10, 20]],
      ['parlance', [10 * value, 20 * value]],
    ]);
    const goal = { of: 'compared', limit: 1.25, aim: 1 } as const;
    const rows = [{ label: 'CPU', unit: 'µs', digits: 0, samples, compare: 'ratio', goal } as const];
    const figure = { name: 'paced', method: '', seconds: () => 0, measure: () => Promise.resolve(rows) };
    return table([{ figure, rows }]);
  };
  expect(row(0.9)).toMatch(/0\.90 \(0\.90 – 0\.90\) × +\| ≤ 1\.25, aim 1: aim reached/);
  expect(row(1.2)).toContain('≤ 1.25, aim 1: reached');
  expect(row(1.3)).toContain('**missed**');
});

test("the scheduler's account of a process agrees with the process's own", () => {
  const usage = process.cpuUsage();
  const before = cpuNanoseconds(process.pid);
  let own = process.cpuUsage(usage);
  while (own.user + own.system < 30_000) own = process.cpuUsage(usage);
  const counted = (cpuNanoseconds(process.pid) - before) / 1000;
  expect(counted / (own.user + own.system)).toBeGreaterThan(0.7);
  expect(counted / (own.user + own.system)).toBeLessThan(1.5);
});

test('options that make no sense are refused', () => {
  expect(parseOptions(['--only', 'paced,flood', '--pairs', '3'])).toMatchObject({ only: ['paced', 'flood'], pairs: 3 });
  expect(parseOptions(['--quick'])).toMatchObject({ pairs: 2, seconds: 1 });
  expect(() => parseOptions(['--pairs', '0'])).toThrow('--pairs');
  expect(() => parseOptions(['--pears', '1'])).toThrow('--pears');
});
