import { describe, expect, test } from 'vitest';
import { findProgram, type ProgramName } from './programs.ts';

/**
 * Groups tests that need a real program. Where it is missing the group is reported as skipped, with the reason in its
 * name; under `CI=true` it fails instead, so that nothing is left untested there.
 */
export function describeWithProgram(name: ProgramName, title: string, body: (path: string) => void): void {
  const path = findProgram(name);
  const plan = planTests(path, process.env['CI'] === 'true');
  if (plan === 'fail') {
    test(title, () => {
      expect.fail(`${name} is missing: run \`node scripts/ensure-programs.ts\` as root on Debian, or install it.`);
    });
    return;
  }
  const group = plan === 'run' ? describe : describe.skip;
  group(plan === 'run' ? title : `${title} (${name} is missing)`, () => {
    body(path ?? name);
  });
}

export function planTests(path: string | null, isCi: boolean): 'run' | 'skip' | 'fail' {
  if (path !== null) return 'run';
  return isCi ? 'fail' : 'skip';
}
