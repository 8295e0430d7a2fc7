import { describe, test } from 'vitest';
import { findProgram, type ProgramName } from './programs.ts';

/**
 * Groups tests that need a real program. Where it is missing the group is reported as skipped, with the reason in its
 * name; under `CI=true` it fails instead, so that nothing is left untested there.
 */
export function describeWithProgram(name: ProgramName, title: string, body: (path: string) => void): void {
  const path = findProgram(name);
  if (path !== null) {
    describe(title, () => {
      body(path);
    });
  } else if (process.env['CI'] === 'true') {
    test(title, () => {
      throw new Error(`${name} is missing: run \`node scripts/ensure-programs.ts\` as root on Debian, or install it.`);
    });
  } else {
    describe.skip(`${title} (${name} is missing)`, () => {
      body(name);
    });
  }
}
