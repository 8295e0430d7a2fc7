import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { useServer } from '../../server/test/support/use-server.ts';
import { buildPackage } from '../build/build-package.ts';

const ROOT = join(import.meta.dirname, '../../..');
const used = useServer();
const folder = mkdtempSync(join(tmpdir(), 'parlance-package-'));
const run = promisify(execFile);

afterAll(() => rmSync(folder, { recursive: true }));

const PROGRAM = `
import { createClient, decode } from '@parlance/client';
const client = createClient({ url: process.argv[2] });
const { id } = await client.conversations.create({ assistant: 'assistant' });
const { status } = await client.send(id, 'Hello?').ended;
console.log(status, typeof decode);
`;
const TYPED = `
import { createClient, type TurnState } from '@parlance/client';
import { useChat, useStaffStreaming } from '@parlance/client/react';
const state: TurnState = createClient({ url: 'http://localhost' }).follow('t').state;
export const text: string = state.text;
export const wrong: number = state.text;
export const hooks = [useChat, useStaffStreaming];
`;

verifies('client:package', 'runs in a project of its own, without anything else, and has its types', async () => {
  await buildPackage(join(folder, 'built'));
  cpSync(join(folder, 'built'), join(folder, 'app/node_modules/@parlance/client'), { recursive: true });
  writeFileSync(join(folder, 'app/program.mjs'), PROGRAM);
  const { stdout } = await run(process.execPath, [join(folder, 'app/program.mjs'), used.server.url]);
  expect(stdout.trim()).toBe('completed function');
  expect(readFileSync(join(folder, 'built/LICENSE'), 'utf8')).toBe(readFileSync(join(ROOT, 'LICENSE'), 'utf8'));
  const [, example = ''] = /^```js\n([^]*?)^```/m.exec(readFileSync(join(folder, 'built/README.md'), 'utf8')) ?? [];
  writeFileSync(join(folder, 'app/readme.mjs'), example.replace('http://localhost:8000', used.server.url));
  expect((await run(process.execPath, [join(folder, 'app/readme.mjs')])).stdout).toBe('completed\n');
  // React is the application's own.
  for (const name of ['react', '@types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'app/node_modules', name));
  mkdirSync(join(folder, 'app/src'));
  writeFileSync(join(folder, 'app/src/main.ts'), TYPED);
  const strict = {
    strict: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['esnext', 'dom'],
    types: [],
    noEmit: true,
  };
  writeFileSync(join(folder, 'app/package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'app/tsconfig.json'), JSON.stringify({ compilerOptions: strict, include: ['src'] }));
  const checked = run(join(ROOT, 'node_modules/.bin/tsc'), ['--pretty', 'false'], { cwd: join(folder, 'app') });
  const report = await checked.then(
    () => '',
    (error: { stdout: string }) => error.stdout.trim(),
  );
  // The one mistake that it holds: so the types were found, and are not any.
  expect(report).toMatch(/^src\/main\.ts\(6,14\): error TS2322: [^\n]*$/);
});
