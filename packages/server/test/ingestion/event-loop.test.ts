import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';

const BENCH = new URL('../../../../bench/ingestion.ts', import.meta.url).pathname;

verifies('documents:loop', 'reads a PDF of 500 pages and takes the event loop for no more than 20 ms', async () => {
  // In a process of its own: this one has a heap of tests, and collecting it would count.
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-semi-space-size=16', BENCH, '1', '500']);
  const longest = Number(/longest turn: ([\d.]+) ms of CPU time/.exec(stdout)?.[1]);
  expect(stdout).toContain('500 pages in');
  expect(longest).toBeGreaterThan(0);
  expect(longest).toBeLessThanOrEqual(20);
});
