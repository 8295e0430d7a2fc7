import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { missingEntries, parseLockFile } from './lock-file.ts';
import { ROOT } from './source-files.ts';

describe.each(['.', 'bench/peers'])('the lock file in %s', (folder) => {
  const text = readFileSync(join(ROOT, folder, 'package-lock.json'), 'utf8');

  test('names the packages of every platform (node scripts/complete-lock-file.ts)', () => {
    expect(missingEntries(parseLockFile(text).packages)).toEqual({});
  });

  test('names no registry', () => {
    expect(text).not.toMatch(/"resolved": "http/);
  });
});

describe('a lock file', () => {
  test('is completed by a platform that is missing, with what its name says', () => {
    const tool = { version: '1.0.0', dev: true, optionalDependencies: { '@tool/linux-arm64-musl': '1.0.0' } };
    expect(missingEntries({ 'node_modules/tool': tool })).toEqual({
      'node_modules/@tool/linux-arm64-musl': {
        version: '1.0.0',
        os: ['linux'],
        cpu: ['arm64'],
        libc: ['musl'],
        dev: true,
        optional: true,
      },
    });
    expect(() => missingEntries({ 'node_modules/tool': { optionalDependencies: { colours: '1.0.0' } } })).toThrow(
      'colours names no platform',
    );
  });
});
