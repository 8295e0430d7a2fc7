import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { parseEnv, promisify } from 'node:util';
import { expect, test } from 'vitest';
import manifest from '../../../../package.json' with { type: 'json' };
import { describeWithProgram } from '../../../../scripts/describe-with-program.ts';
import { verifies } from '../../../../spec/verifies.ts';
import { loadConfig } from '../../src/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { replaceIn } from './shipped-proxies.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const UNIT = readFileSync(join(ROOT, 'deploy/parlance.service'), 'utf8');

function setting(name: string): string {
  return new RegExp(`^${name}=(.*)$`, 'm').exec(UNIT)?.[1] ?? '';
}

verifies('deploy:unit', 'the unit starts what npm start does, and leaves answers more time than they take', () => {
  const [, command = ''] = setting('ExecStart').split('/opt/parlance/node_modules/.bin/');
  expect(command).toBe(manifest.scripts.start);
  // The process is gone 5 s after DRAIN_SECONDS; a unit that kills sooner would cut answers.
  expect(Number(setting('TimeoutStopSec'))).toBeGreaterThan(loadConfig({}).drainSeconds + 5);
  expect(setting('RestartPreventExitStatus')).toBe('78');
});

describeWithProgram('systemd-analyze', 'systemd', (program) => {
  verifies('deploy:unit', 'finds nothing to say about the unit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parlance-unit-'));
    try {
      const file = join(folder, 'parlance.service');
      writeFileSync(file, replaceIn(UNIT, [['/opt/parlance', ROOT, 3]]));
      const { stdout, stderr } = await promisify(execFile)(program, ['verify', file]);
      expect(stdout + stderr).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('The environment sets nothing that the server does not know', () => {
  const known = new Set(Object.values(VARIABLES).map(({ name }): string => name));
  const set = Object.keys(parseEnv(readFileSync(join(ROOT, 'deploy/parlance.env'), 'utf8')));
  expect(set.length).toBeGreaterThan(5);
  expect(set.filter((name) => !known.has(name))).toEqual([]);
});

test('The image has the manifest of every workspace before it installs', () => {
  const image = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  const workspaces = Object.keys(lock.packages).filter((path) => /^packages\/[^/]+$/.test(path));
  expect(workspaces.length).toBeGreaterThan(1);
  for (const path of workspaces) expect(image).toContain(`COPY ${path}/package.json ${path}/`);
});
