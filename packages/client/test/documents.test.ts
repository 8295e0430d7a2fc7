import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { useServer } from '../../server/test/support/use-server.ts';
import { gated } from './support/turns.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'docs/clients.md'), 'utf8');
const used = useServer();
const folder = mkdtempSync(join(tmpdir(), 'parlance-ask-'));

afterAll(() => rmSync(folder, { recursive: true }));

const blocks = (language: string): readonly string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, code = '']) => code);

verifies('client:documents', 'The JavaScript of the page does what its comments say', async () => {
  const scripts = blocks('js');
  expect(scripts).toHaveLength(6);
  await Promise.all(
    scripts.map(async (script) => {
      const promised = [...script.matchAll(/console\.log\(.*\);? \/\/ (.*)$/gm)].map(([, text]) => text);
      expect(promised, script).not.toEqual([]);
      const code = script.replaceAll('http://localhost:8000', used.server.url);
      const program = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
        cwd: join(ROOT, 'packages/client'),
      });
      const { stdout } = await program;
      expect(stdout.trim().split('\n').slice(-promised.length), script).toEqual(promised);
    }),
  );
});

verifies('client:documents', 'The React code of the page is that of the example', () => {
  const example = readFileSync(join(ROOT, 'examples/react/main.tsx'), 'utf8');
  const [code = 'nothing', ...more] = blocks('tsx');
  expect(more).toEqual([]);
  expect(example).toContain(code);
});

verifies(
  'client:documents client:reload',
  'The example for Node goes on behind the last word that it wrote',
  async () => {
    used.provider.onMarker('Count', gated(['One ', 'two '], 'ask', ['three']));
    const start = () => {
      const child = spawn(process.execPath, [join(ROOT, 'examples/client/ask.js'), used.server.url, 'Count.', folder]);
      let output = '';
      let errors = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
      return { child, output: () => output, errors: () => errors };
    };
    const kept = (): string =>
      readdirSync(folder)
        .map((file) => readFileSync(join(folder, file), 'utf8'))
        .join('');
    const killed = start();
    // Written, and noted as written.
    await expect.poll(killed.output, { timeout: 60_000 }).toBe('One two ');
    await expect.poll(kept, { timeout: 60_000 }).toContain('"checkpoint":3');
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    const again = start();
    used.provider.release('ask');
    await once(again.child, 'exit');
    expect([again.output(), again.errors()]).toEqual(['three', '\n[completed] \n']);
    expect(kept()).toBe('');
    used.provider.onMarker('Count', gated(['One '], 'stop', []));
    const stopped = start();
    await expect.poll(stopped.output, { timeout: 60_000 }).toBe('One ');
    stopped.child.kill('SIGINT');
    await once(stopped.child, 'exit');
    expect(stopped.errors()).toContain('[stored]');
    expect(stopped.errors()).toContain('[cancelled]');
    used.provider.release('stop');
  },
);
