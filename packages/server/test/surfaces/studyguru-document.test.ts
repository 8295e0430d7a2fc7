import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { examplesIn } from '../documentation/shell-blocks.ts';
import { createServerHome, type ServerHome } from '../support/server-process.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const DOCUMENT = readFileSync(join(ROOT, 'docs/studyguru.md'), 'utf8');

/** Each command with what is shown of its answer, if anything is. */
const commands = examplesIn(DOCUMENT);

let home: ServerHome;
let folder: string;

beforeAll(async () => {
  home = await createServerHome();
  folder = mkdtempSync(join(tmpdir(), 'parlance-'));
});

afterAll(async () => {
  await home[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** `…` stands for a number that differs from run to run. */
function asPattern(line: string): RegExp {
  return new RegExp(
    `^${line
      .split('…')
      .map((text) => RegExp.escape(text))
      .join(String.raw`[\d.]+`)}$`,
    'm',
  );
}

verifies(
  'studyguru:documented',
  'the requests of docs/studyguru.md work one after the other as they stand there',
  async () => {
    const server = await home.start();
    expect(commands.length).toBeGreaterThanOrEqual(7);
    // One shell for all: the first command sets what the others use. Each answer is told apart by a mark.
    const script = commands.map(({ command }) => `${command}\nprintf '\\n--- end ---\\n'`).join('\n');
    const local = script
      .replaceAll('http://localhost:8000', server.url)
      .replace(
        'npm run --silent token --',
        `"${process.execPath}" "${join(ROOT, 'packages/server/src/commands/token.ts')}"`,
      );
    const { stdout } = await promisify(execFile)('bash', ['-euc', local], {
      cwd: folder,
      env: { PATH: process.env['PATH'], STORE_URL: `sqlite:${join(home.folder, 'parlance.db')}` },
    });
    const answers = stdout.split('\n--- end ---\n');
    for (const [index, { command, shown }] of commands.entries()) {
      const answer = answers[index] ?? '';
      if (shown?.kind === 'json') {
        expect(JSON.parse(answer), command).toEqual(JSON.parse(shown.text));
      } else if (shown?.kind === 'text') {
        for (const line of shown.text.trim().split('\n')) expect(answer, command).toMatch(asPattern(line));
      } else if (command.includes('curl')) {
        const parsed: object = JSON.parse(answer);
        expect(Object.keys(parsed).length, command).toBeGreaterThan(0);
      }
    }
  },
);
