import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { examplesIn } from '../documentation/shell-blocks.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';

const run = promisify(execFile);
const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../../docs/milo.md'), 'utf8');
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/;

/** Each request with what is shown of its answer, if anything is. */
const requests = examplesIn(DOCUMENT);

let server: InProcess;
beforeAll(async () => {
  server = await startInProcess();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Times differ from run to run; everything else of an answer is as it is shown. */
function withoutTimes(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' && TIME.test(inner) ? 'a time' : inner,
  );
  return JSON.parse(text);
}

describe('the documented requests', () => {
  verifies('milo:documented', 'work one after the other as they stand there', async () => {
    expect(requests.length).toBeGreaterThanOrEqual(7);
    for (const { command, shown } of requests) {
      const { stdout } = await run('bash', ['-ec', command.replaceAll('http://localhost:8000', server.url)]);
      if (shown?.kind === 'json') {
        expect(withoutTimes(JSON.parse(stdout)), command).toEqual(withoutTimes(JSON.parse(shown.text)));
      } else if (shown?.kind === 'text') {
        for (const line of shown.text.trim().split('\n')) expect(stdout.split('\n'), command).toContain(line);
      } else if (command.includes('-sN')) {
        expect(stdout, command).toContain('data: {"done":true}');
      } else {
        expect(Object.keys(JSON.parse(stdout) as object).length, command).toBeGreaterThan(0);
      }
    }
  });

  test('of the first document work as well', async () => {
    const seed = { message: 'I love data science and global issues', session_id: 'optional_session_id' };
    const body = JSON.stringify(seed, null, 2);
    const { stdout } = await run('curl', ['-sN', '-X', 'POST', `${server.url}/chat/stream`, '-d', body]);
    const frames = [...stdout.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as object);
    expect(frames.slice(0, -1).every((frame) => 'content' in frame)).toBe(true);
    expect(frames.at(-1)).toEqual({ done: true });
  });
});
