import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifies } from '../spec/verifies.ts';
import { runCommand } from './run-command.ts';
import { ROOT, sourceFiles } from './source-files.ts';

const SOURCE = 'packages/server/src/planted.ts';

/** What must be refused, by the rule that has to refuse it. */
const PLANTED: Readonly<Record<string, string>> = {
  'no-explicit-any': 'export function list(items: any): void {\n  void items;\n}',
  'no-non-null-assertion': 'export const first = (items: readonly string[]): string => items[0]!;',
  'no-floating-promises': 'export function start(): void {\n  Promise.resolve();\n}',
  'no-misused-promises': 'export const found = [1].filter(async () => Promise.resolve(true));',
  'consistent-type-imports':
    "import { Server } from 'node:http';\nexport const stop = (server: Server): Server => server;",
  'no-unsafe-assignment': "export const value: string = JSON.parse('1');",
  'no-unsafe-member-access': "export const value = String(JSON.parse('{}').length);",
  'no-unsafe-call': "export const value = String(JSON.parse('{}')());",
  'no-unsafe-return': "export const read = (): string => JSON.parse('{}');",
  'no-unsafe-argument': "export const size = Math.abs(JSON.parse('{}'));",
  'no-unsafe-type-assertion': 'export const size = (value: unknown): number => (value as string).length;',
  'no-default-export': 'export default 1;',
  'no-console': "console.log('hello');",
  'switch-exhaustiveness-check':
    "export function length(kind: 'a' | 'b'): number {\n  switch (kind) {\n    case 'a':\n      return 1;\n  }\n  return 0;\n}",
  'max-lines-per-function': `export function long(): void {\n${'  void 0;\n'.repeat(61)}}`,
  'max-lines': 'export {};\n'.repeat(401),
};

describe('the linter', () => {
  verifies('house:lint', 'refuses a planted violation of each rule that we rely on', async () => {
    const found = await lint(Object.entries(PLANTED).map(([rule, text]) => [SOURCE.replace('planted', rule), text]));
    for (const rule of Object.keys(PLANTED)) {
      expect(found.get(SOURCE.replace('planted', rule)) ?? [], rule).toContain(rule);
    }
  });

  test('accepts a source without violations', async () => {
    expect(await lint([[SOURCE, 'export const one = 1;\n']])).toEqual(new Map());
  });
});

describe('an escape from a rule', () => {
  const ESCAPE = /(?:oxlint|eslint)-disable|@ts-(?:ignore|expect-error|nocheck)/;
  const WITH_REASON = /(?:oxlint|eslint)-disable(?:-next-line|-line)? [\w/@, -]+? -- \S.{7,}|@ts-expect-error \S.{7,}/;
  const isBare = (line: string): boolean => ESCAPE.test(line) && !WITH_REASON.test(line);

  verifies('house:escapes', 'names its rule and gives a reason', () => {
    const bare = sourceFiles('.')
      .filter((file) => file !== 'scripts/lint.test.ts')
      .flatMap((file) =>
        readFileSync(join(ROOT, file), 'utf8')
          .split('\n')
          .filter(isBare)
          .map((line) => `${file}: ${line}`),
      );
    expect(bare).toEqual([]);
    expect(isBare('// oxlint-disable-next-line typescript/no-explicit-any')).toBe(true);
    expect(isBare('/* oxlint-disable */')).toBe(true);
    expect(isBare('// @ts-ignore because of reasons')).toBe(true);
    expect(isBare('// oxlint-disable-next-line typescript/no-explicit-any -- the driver returns it')).toBe(false);
  });
});

/** Lints files with our own configuration in a folder that looks like this repository: refused rules by file. */
async function lint(
  files: readonly (readonly [path: string, text: string])[],
): Promise<Map<string, readonly string[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-lint-'));
  try {
    for (const name of ['.oxlintrc.json', 'tsconfig.json', 'tsconfig.base.json'])
      cpSync(join(ROOT, name), join(folder, name));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { output } = await runCommand(['oxlint', '--format=json', 'packages'], { cwd: folder });
    return refusals(JSON.parse(output));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function refusals(report: unknown): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  if (typeof report !== 'object' || report === null || !('diagnostics' in report)) throw new Error('No lint report.');
  if (!Array.isArray(report.diagnostics)) throw new Error('No diagnostics in the lint report.');
  for (const { code, filename } of report.diagnostics.map(diagnostic)) {
    found.set(filename, [...(found.get(filename) ?? []), code.replace(/^.*\((.*)\)$/, '$1')]);
  }
  return found;
}

function diagnostic(value: unknown): { code: string; filename: string } {
  if (typeof value === 'object' && value !== null && 'code' in value && 'filename' in value) {
    return { code: String(value.code), filename: String(value.filename) };
  }
  throw new Error('An entry of the lint report has no code or file.');
}
