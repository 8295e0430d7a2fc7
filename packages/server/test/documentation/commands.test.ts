import { execFile } from 'node:child_process';
import { globSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../../../package.json' with { type: 'json' };
import { verifies } from '../../../../spec/verifies.ts';
import { documentClient } from '../ingestion/support/document-client.ts';
import { createServerHome, type ServerHome, type ServerProcess } from '../support/server-process.ts';
import { missingLine, shapeProblem, type Learned } from './compare-output.ts';
import { examplesIn, isAsking, type Example } from './shell-blocks.ts';

const ROOT = join(import.meta.dirname, '../../../..');
/** Pages whose commands a test of their own executes, with more to say of the answers. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'docs/milo.md': 'packages/server/test/surfaces/milo-document.test.ts',
  'docs/jacie.md': 'packages/server/test/surfaces/jacie-document.test.ts',
  'docs/studyguru.md': 'packages/server/test/surfaces/studyguru-document.test.ts',
};
/** Where nothing is shown, the answer must at least be no refusal; what is shown may be one. */
const STRICT = 'curl() { command curl --fail-with-body "$@"; }';
const LENIENT = 'unset -f curl';
const END = '--- end of the answer ---';
/** For one page, on a machine that has much else to do. */
const LIMIT_MS = 60_000;
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT }).toSorted()].filter(
  (file) => examplesIn(read(file)).length > 0,
);

let home: ServerHome;
let server: ServerProcess;
beforeAll(async () => {
  home = await createServerHome({ DOCUMENTS: join(ROOT, 'assistants/jacie/documents'), CONSOLE: 'off' });
  // Commands are typed in a checkout, and must not leave files in this one.
  symlinkSync(join(ROOT, 'assistants'), join(home.folder, 'assistants'));
  server = await home.start();
  await documentClient(server.url).idle();
}, LIMIT_MS);
afterAll(() => home[Symbol.asyncDispose]());

/** The command as it is typed, at this server and with this checkout's programs. */
function locally(command: string, learned: Learned): string {
  const here = command
    .replaceAll(/(?:http:\/\/)?(?:localhost|127\.0\.0\.1):8000/g, server.url)
    .replaceAll(/npm run --silent (\w+)(?: --)?/g, (_all, name: string) => programOf(name));
  return [...learned].reduce((text, [shown, actual]) => text.replaceAll(shown, actual), here);
}

function programOf(name: string): string {
  const line = Object.entries(manifest.scripts).find(([script]) => script === name)?.[1] ?? '';
  if (!line.startsWith('node ')) throw new Error(`npm run ${name} is not there, or no program of ours.`);
  return `"${process.execPath}" "${join(ROOT, line.slice('node '.length))}"`;
}

/** Types all commands of a page into one shell, since one may set what another uses; the answers in order. */
async function answersTo(examples: readonly Example[], learned: Learned): Promise<readonly string[]> {
  const script = examples
    .map(
      ({ command, shown }) =>
        `${shown === null ? STRICT : LENIENT}\n${locally(command, learned)}\nprintf '\\n${END}\\n'`,
    )
    .join('\n');
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
    cwd: home.folder,
    env: {
      PATH: process.env['PATH'],
      STORE_URL: `sqlite:${join(home.folder, 'parlance.db')}`,
      PARLANCE_URL: server.url,
    },
  });
  return stdout.split(`\n${END}\n`);
}

function expectShown({ command, shown }: Example, answer: string, learned: Learned): void {
  if (shown === null) {
    // That it was no refusal, curl has seen.
    if (/curl -\w*N/.test(command)) expect(answer, command).toContain('data: ');
  } else if (shown.kind === 'json') {
    expect(shapeProblem(JSON.parse(shown.text), JSON.parse(answer)), command).toBeNull();
  } else {
    expect(missingLine(shown.text, answer, learned), `${command}\n${answer}`).toBeNull();
  }
}

for (const file of pages.filter((page) => !(page in ELSEWHERE))) {
  verifies(
    'docs:executed',
    `${file} can be typed as it stands there, and is answered as it says`,
    async () => {
      const learned: Learned = new Map();
      const examples = examplesIn(read(file));
      // The pages with ids in their commands show where these come from: there each command waits for the one before.
      const steps = file === 'README.md' ? examples.map((example) => [example]) : [examples];
      for (const step of steps) {
        const answers = await answersTo(step, learned);
        for (const [index, example] of step.entries()) expectShown(example, answers[index] ?? '', learned);
      }
    },
    LIMIT_MS,
  );
}

verifies('docs:executed', 'no curl of the README or of docs/ is left out', () => {
  for (const [file, own] of Object.entries(ELSEWHERE))
    expect(read(own), file).toContain(`'../../../../${file}'`.slice(-file.length - 1));
  const all = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT })];
  const left = all
    .filter((file) => !(file in ELSEWHERE))
    .flatMap((file) => {
      const executed = examplesIn(read(file)).map(({ command }) => command);
      const typed = [...read(file).matchAll(/^(?:\$ )?(\w+=\$\()?curl .*/gm)].map(([line]) => line.replace(/^\$ /, ''));
      return typed
        .filter((line) => !executed.some((command) => command.includes(line)))
        .map((line) => `${file}: ${line}`);
    });
  expect(left).toEqual([]);
});

test('What a page shows is compared in order, with its ids, and not with its numbers', () => {
  const learned: Learned = new Map();
  const [one, two, other] = ['1', '2', '3'].map((digit) => `0000000${digit}-0000-7000-8000-000000000000`);
  expect(missingLine(`id: ${one}:4\n…\nat 1795254966223`, `x\nid: ${two}:4\ny\nat 7`, learned)).toBeNull();
  expect(learned.get(one ?? '')).toBe(two);
  expect(missingLine(`id: ${one}`, `id: ${other}`, learned)).toBe(`id: ${one}`);
  expect(missingLine('b\na', 'a\nb', learned)).toBe('a');
  expect(missingLine('a … c', 'a b c', learned)).toBeNull();
});

test('The shape of an answer is compared: fields, lists, words, and the kinds of values', () => {
  const shown = { state: 'ended', at: 17, list: [{ ok: true, none: null }], words: 'The … is' };
  expect(shapeProblem(shown, { ...shown, at: 99, words: 'The answer is', more: 1 })).toBeNull();
  expect(shapeProblem(shown, { ...shown, state: 'stored' })).toBe('the answer.state is "stored"');
  expect(shapeProblem(shown, { ...shown, list: [] })).toBe('the answer.list[0] is no object');
  expect(shapeProblem(shown, { ...shown, at: '17' })).toBe('the answer.at is a string');
  expect(shapeProblem({ a: 1 }, {})).toBe('the answer has no a');
  expect(shapeProblem([null], [1])).toBe('the answer[0] is 1');
});

test('Commands of sh and console blocks are found with what is shown of them', () => {
  const page =
    '```sh\nnpm ci\n```\n```sh\ncurl a\n```\n\n```json\n{}\n```\n```sh\ncurl z\n```\nor\n```text\nx\n```\n```console\n$ curl b\nok\n$ curl c\n```\n';
  expect(examplesIn(page)).toEqual([
    { command: 'curl a\n', shown: { kind: 'json', text: '{}\n' } },
    { command: 'curl z\n', shown: null },
    { command: 'curl b', shown: { kind: 'text', text: 'ok\n' } },
    { command: 'curl c', shown: null },
  ]);
  expect(isAsking('TOKEN=$(npm run --silent token -- --user alice)')).toBe(true);
});
