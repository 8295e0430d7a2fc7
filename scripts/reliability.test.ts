import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { planOf } from '../packages/server/test/faults/long/options.ts';
import { citationsOfTests } from '../spec/coverage.ts';
import { requirements } from '../spec/requirements.ts';
import { verifies } from '../spec/verifies.ts';
import { ROOT } from './source-files.ts';

const page = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');

/** What stands in backquotes and looks like the id of a requirement. */
function idsIn(text: string): readonly string[] {
  return [...text.matchAll(/`([a-z]+:[A-Za-z0-9:-]+)`/g)].map(([, id = '']) => id);
}

function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/`(npm [^`]+)`/g)].map(([, command = '']) => command);
}

/** The words after `npm run faults --`, or the script that does not exist. */
function problemOf(command: string): string | null {
  const [, script = '', rest = ''] = /^npm (?:run )?([\w:-]+)(?: -- (.*))?$/.exec(command) ?? [];
  if (!(script in manifest.scripts)) return `${command}: there is no such script`;
  if (script !== 'faults') return rest === '' ? null : `${command}: its options are not known here`;
  try {
    planOf(rest.split(' ').filter((word) => word !== ''));
    return null;
  } catch (error) {
    return `${command}: ${String(error)}`;
  }
}

verifies('house:reliability', 'every id that docs/reliability.md names is a promise that a test cites', () => {
  const known = new Set(requirements.map(({ id }) => id));
  const cited = new Set(citationsOfTests().map(({ id }) => id));
  const named = idsIn(page);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((id) => !known.has(id) || !cited.has(id))).toEqual([]);
});

verifies('house:reliability', 'every command that docs/reliability.md names exists, its options too', () => {
  const commands = commandsIn(page);
  expect(commands.length).toBeGreaterThan(5);
  expect(commands.map(problemOf).filter((problem) => problem !== null)).toEqual([]);
});

test('The check of the page sees an id, a script and an option that do not exist', () => {
  expect(idsIn('a `fault:F99` and `npm test`')).toEqual(['fault:F99']);
  expect(requirements.some(({ id }) => id === 'fault:F99')).toBe(false);
  expect(problemOf('npm run nothing')).toContain('no such script');
  expect(problemOf('npm run faults -- --kill 3')).toContain('--kill');
  expect(problemOf('npm run faults -- --kills 3')).toBeNull();
});

test('Every row of the promises names at least one id', () => {
  const tables = page.slice(page.indexOf('## What is promised'), page.indexOf('## What is not promised'));
  const rows = tables
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| promise') && !line.startsWith('| fault'));
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => idsIn(row).length === 0)).toEqual([]);
});
