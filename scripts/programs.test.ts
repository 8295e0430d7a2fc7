import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { verifies } from '../spec/verifies.ts';
import { planTests } from './describe-with-program.ts';
import { findProgram, missingPrograms } from './programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlance-programs-'));
writeFileSync(join(folder, 'there'), '#!/bin/sh\n');
chmodSync(join(folder, 'there'), 0o755);
writeFileSync(join(folder, 'text'), 'not a program');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const program = (name: string) => ({ name, debianPackage: name, neededFor: 'this test' });

describe('programs that tests need', () => {
  test('are found in PATH where they can be run', () => {
    expect(findProgram('there', `/nowhere:${folder}`)).toBe(join(folder, 'there'));
    expect(findProgram('text', folder)).toBeNull();
    expect(findProgram('there', '')).toBeNull();
  });

  test('are named where they are missing', () => {
    expect(missingPrograms([program('there'), program('gone')], folder)).toEqual([program('gone')]);
  });

  verifies('house:programs', 'are tested with, skipped with the reason, or failed for under CI', () => {
    expect(planTests('/usr/bin/chromium', false)).toBe('run');
    expect(planTests('/usr/bin/chromium', true)).toBe('run');
    expect(planTests(null, false)).toBe('skip');
    expect(planTests(null, true)).toBe('fail');
  });
});
