import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LONG_SUITES } from './long-suites.ts';
import { helpText, planOf } from './options.ts';

const ROOT = join(import.meta.dirname, '../../../../..');

test('Without options a long simulation is played, and with some only what they name', () => {
  expect(planOf([])).toMatchObject({ turns: 200_000, seed: null, suites: [], from: 1 });
  expect(planOf(['--seed', '17'])).toMatchObject({ turns: null, seed: 17, suites: [] });
  const { turns, suites } = planOf(['--kills', '9', '--hostile', '7', '--from', '3']);
  expect(turns).toBeNull();
  expect(suites.map(({ suite, count }) => [suite.option, count])).toEqual([
    ['hostile', 7],
    ['kills', 9],
  ]);
  expect(planOf(['--kills', '9', '--turns', '5'])).toMatchObject({ turns: 5, suites: [{ count: 9 }] });
});

test('Arguments that make no sense are refused', () => {
  for (const args of [['--kills', 'many'], ['--turns', '0'], ['--seed', '-1'], ['--nothing'], ['kills']]) {
    expect(() => planOf(args), args.join(' ')).toThrow(TypeError);
  }
});

test('Every long suite is a test file that reads its variable, and the help names it', () => {
  for (const { option, file, variable } of LONG_SUITES) {
    expect(readFileSync(join(ROOT, file), 'utf8'), file).toContain(`process.env['${variable}']`);
    expect(helpText()).toContain(`--${option} N`);
  }
});
