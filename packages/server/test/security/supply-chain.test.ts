import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../../../scripts/source-files.ts';
import { verifies } from '../../../../spec/verifies.ts';

/** What this test reads of an entry of the lock file. */
interface Entry {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly resolved?: string;
}

type Entries = Readonly<Record<string, Entry>>;

/** Packages that run code while they are installed, and why they may. Today there is none. */
const MAY_RUN: ReadonlySet<string> = new Set([]);

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/** What is wrong with a lock file, one sentence each. */
function problemsOf(entries: Entries): readonly string[] {
  const problems: string[] = [];
  for (const [place, entry] of Object.entries(entries)) {
    if (!place.includes('node_modules/') || entry.link === true) continue;
    if (!EXACT.test(entry.version ?? '')) problems.push(`${place} has no exact version.`);
    // Packages of other platforms that no registry at hand had; on theirs, npm checks what their registry says.
    const elsewhere = entry.os !== undefined;
    if (!elsewhere && !/^sha512-[\w+/]{86}==$/.test(entry.integrity ?? '')) problems.push(`${place} has no hash.`);
    if (entry.hasInstallScript === true && !MAY_RUN.has(place)) problems.push(`${place} runs a script when installed.`);
    if (/^(?:git|http:|file:)/.test(entry.resolved ?? ''))
      problems.push(`${place} comes from elsewhere than a registry.`);
  }
  return problems;
}

/** Dependencies of one package.json that are not pinned. */
function unpinned(text: string): readonly string[] {
  const manifest = JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
  const all = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}),
  );
  return all.filter(([, version]) => !EXACT.test(version)).map(([name, version]) => `${name}@${version}`);
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

verifies('fault:S18', 'every package is pinned by version and hash, and runs nothing while it is installed', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { readonly packages: Entries };
  expect(Object.keys(packages).length).toBeGreaterThan(50);
  expect(problemsOf(packages)).toEqual([]);
});

verifies('fault:S18', 'every dependency of every workspace has one exact version', () => {
  const manifests = ['package.json', ...globSync('packages/*/package.json', { cwd: ROOT })];
  expect(manifests.length).toBeGreaterThan(2);
  for (const file of manifests) expect([file, unpinned(read(file))]).toEqual([file, []]);
});

test('planted slips are found', () => {
  const hash = `sha512-${'a'.repeat(86)}==`;
  expect(
    problemsOf({
      '': {},
      'node_modules/own': { link: true },
      'node_modules/good': { version: '1.0.0', integrity: hash },
      'node_modules/elsewhere': { version: '1.0.0', os: ['win32'] },
      'node_modules/loose': { version: '^1.0.0', integrity: hash },
      'node_modules/unhashed': { version: '1.0.0' },
      'node_modules/weak': { version: '1.0.0', integrity: 'sha1-abc=' },
      'node_modules/runs': { version: '1.0.0', integrity: hash, hasInstallScript: true },
      'node_modules/git': { version: '1.0.0', integrity: hash, resolved: 'git+ssh://x' },
    }),
  ).toEqual([
    'node_modules/loose has no exact version.',
    'node_modules/unhashed has no hash.',
    'node_modules/weak has no hash.',
    'node_modules/runs runs a script when installed.',
    'node_modules/git comes from elsewhere than a registry.',
  ]);
  expect(unpinned('{"dependencies":{"a":"^1.0.0","b":"1.2.3"},"devDependencies":{"c":"*"}}')).toEqual([
    'a@^1.0.0',
    'c@*',
  ]);
});
