import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { VARIABLES } from '../packages/server/src/config/variables.ts';
import { verifies } from '../spec/verifies.ts';
import { configurationPage, misplacedVariables } from './configuration/configuration-page.ts';
import { GROUPS } from './configuration/groups.ts';
import { acceptedBy } from './configuration/refusal.ts';
import { environmentExample } from './environment-example.ts';
import { ROOT } from './source-files.ts';

const PAGES = globSync('docs/*.md', { cwd: ROOT }).toSorted();
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...PAGES];
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('the documents', () => {
  verifies('docs:index', 'are all listed in docs/README.md, to which the README leads', () => {
    const index = read('docs/README.md');
    const listed = [...index.matchAll(/\]\((\w+\.md)\)/g)].map(([, page = '']) => `docs/${page}`);
    expect(listed.toSorted()).toEqual(PAGES.filter((page) => page !== 'docs/README.md'));
    expect(read('README.md')).toContain('](docs/README.md)');
  });

  verifies('docs:index', 'link only to files that exist', () => {
    expect(DOCUMENTS.flatMap((file) => brokenLinks(file, read(file)))).toEqual([]);
    expect(brokenLinks('README.md', 'see [this](docs/is-not-there.md#part) and [that](LICENSE)')).toEqual([
      'README.md links to docs/is-not-there.md',
    ]);
  });

  test('list every decision in ARCHITECTURE.md', () => {
    const decisions = readdirSync(join(ROOT, 'docs/decisions'));
    expect(decisions.filter((file) => !read('ARCHITECTURE.md').includes(`docs/decisions/${file}`))).toEqual([]);
  });

  test('name only scripts of package.json', () => {
    expect(DOCUMENTS.flatMap((file) => unknownScripts(file, read(file)))).toEqual([]);
    expect(unknownScripts('README.md', '`npm run nothing`')).toEqual(['README.md names npm run nothing']);
    expect(unknownScripts('README.md', 'npm run nothing -w packages/client')).toEqual([
      'README.md names npm run nothing',
    ]);
  });

  test('show how to run and to test', () => {
    expect(read('README.md')).toContain('npm ci && npm start');
    expect(read('README.md')).toContain('npm ci && npm test');
  });

  verifies('docs:configuration', 'list every variable, as scripts/configuration/groups.ts places it', () => {
    expect(misplacedVariables(), 'add it to scripts/configuration/groups.ts').toEqual([]);
    expect(read('docs/configuration.md'), 'run node scripts/write-environment-example.ts').toBe(configurationPage());
  });

  verifies('docs:configuration', 'show for each variable an example that the server takes', () => {
    for (const { key, example } of GROUPS.flatMap(({ entries }) => entries)) {
      expect(() => VARIABLES[key].parse(example), VARIABLES[key].name).not.toThrow();
    }
    expect(acceptedBy(VARIABLES.port)).toBe('a whole number from 0 to 65535');
    expect(acceptedBy(VARIABLES.openaiModel)).toBeNull();
  });

  test('list every variable with its default in .env.example (node scripts/write-environment-example.ts)', () => {
    expect(read('.env.example')).toBe(environmentExample());
  });
});

function brokenLinks(file: string, text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !existsSync(join(ROOT, dirname(file), target)))
    .map((target) => `${file} links to ${target}`);
}

/** Scripts of the root, or with `-w` those of a package. */
function unknownScripts(file: string, text: string): readonly string[] {
  return [...text.matchAll(/npm run (?:--silent )?([\w:-]+)(?: -w (\S+))?/g)]
    .filter(([, name = '', workspace]) => !(name in scriptsOf(workspace)))
    .map(([, name = '']) => `${file} names npm run ${name}`);
}

function scriptsOf(workspace: string | undefined): Readonly<Record<string, string>> {
  if (workspace === undefined) return manifest.scripts;
  // A manifest of ours.
  return (
    (JSON.parse(read(join(workspace, 'package.json'))) as { readonly scripts?: Record<string, string> }).scripts ?? {}
  );
}
