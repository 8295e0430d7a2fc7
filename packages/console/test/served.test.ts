import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { PageSource } from '../../server/src/surfaces/console/page-state.ts';
import { consoleRoutes } from '../../server/src/surfaces/console/routes.ts';
import { startTinyServer } from '../../server/test/http/support/tiny-server.ts';
import { startInProcess, type InProcess } from '../../server/test/support/in-process.ts';
import { buildConsole, type BuildReport } from '../build/build-console.ts';
import { fingerprint } from '../build/fingerprint.ts';
import { builtConsole } from './support/console-under-test.ts';
import { eventually } from './support/eventually.ts';

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let server: InProcess;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parlance-console-'));
  server = await startInProcess({ environment: { CONSOLE: (await builtConsole()).folder } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const get = (path: string, headers: Readonly<Record<string, string>> = BROWSER): Promise<Response> =>
  fetch(server.url + path, { headers });

verifies('console:served', 'browsers get the page at the root and at deep links, programs get JSON', async () => {
  for (const path of ['/', '/c/anything', '/a/milo', '/console/models']) {
    const page = await get(path);
    expect([page.status, page.headers.get('content-type')], path).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<div id="root">');
  }
  for (const accept of ['application/json', '*/*']) {
    const answer = await get('/', { accept });
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(await answer.json()).toMatchObject({ service: 'parlance', docs: '/docs' });
  }
});

verifies('console:served', 'may run and load nothing but its own, and stand in no other page', async () => {
  const { headers } = await get('/c/anything');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'self';/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

verifies('console:served', 'files are compressed, kept for ever, and nothing else of the disk is there', async () => {
  const html = await (await get('/')).text();
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(files.length).toBeGreaterThanOrEqual(2);
  for (const path of files) {
    const plain = await get(path, { 'accept-encoding': 'identity' });
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const text = await plain.text();
    for (const encoding of path.endsWith('.svg') ? [] : ['br', 'gzip']) {
      const packed = await get(path, { 'accept-encoding': `deflate, ${encoding};q=0.9` });
      expect(packed.headers.get('content-encoding')).toBe(encoding);
      expect(await packed.text()).toBe(text);
    }
    const known = await get(path, { 'if-none-match': plain.headers.get('etag') ?? '' });
    expect([known.status, await known.text()]).toEqual([304, '']);
  }
  expect((await get('/')).headers.get('cache-control')).toBe('no-cache');
  for (const path of ['/assets/none.js', '/assets/..%2findex.html', '/assets/%2e%2e%2f%2e%2e%2fpackage.json']) {
    expect((await get(path)).status, path).toBe(404);
  }
});

verifies('console:build', 'builds once, keeps the newest few, and is another page when a source changes', async () => {
  const root = join(folder, 'tree');
  mkdirSync(join(root, 'packages/console/src'), { recursive: true });
  const source = join(root, 'packages/console/src/a.ts');
  writeFileSync(source, 'export {};\n');
  const before = fingerprint(root);
  expect(fingerprint(root)).toBe(before);
  writeFileSync(join(root, 'packages/console/src/a.test.ts'), 'a test');
  expect(fingerprint(root)).toBe(before);
  writeFileSync(source, 'export const a = 1;\n');
  const after = fingerprint(root);
  expect(after).not.toBe(before);
  const cache = join(folder, 'cache');
  const reports: BuildReport[] = [];
  const report = (line: BuildReport): void => void reports.push(line);
  for (const old of ['0', '1', '2', '3']) {
    mkdirSync(join(cache, old.repeat(16)), { recursive: true });
    utimesSync(join(cache, old.repeat(16)), Number(old) + 1, Number(old) + 1);
  }
  await buildConsole(after, cache, report);
  await buildConsole(after, cache, report);
  expect(readdirSync(cache).toSorted()).toEqual([...['1', '2', '3'].map((old) => old.repeat(16)), after].toSorted());
  expect(reports.map(({ state }) => state)).toEqual(['building', 'building', 'ready', 'ready']);
  expect(reports.at(-1)).toMatchObject({ built: false, folder: join(cache, after) });
});

/** A server whose page is built by this program. */
async function startWithBuild(program: string): Promise<string> {
  const file = join(folder, 'build.mjs');
  writeFileSync(file, program);
  const { url } = await startTinyServer((app, services) => {
    consoleRoutes(app, services, new PageSource(services.log, file));
    app.get('/api', async () => 'works');
  });
  return url;
}

const pageOf = async (url: string): Promise<string> => (await fetch(`${url}/c/x`)).text();

verifies(
  'console:build',
  'shows that it is being built, then the page, while the server answers all the time',
  async () => {
    const built = join(folder, 'built');
    const url = await startWithBuild(`
    import { existsSync } from 'node:fs';
    console.log('what bundlers print');
    console.log('{"state":"building","step":"bundling"}');
    const timer = setInterval(() => {
      if (!existsSync(${JSON.stringify(`${built}/index.html`)})) return;
      console.log(${JSON.stringify(JSON.stringify({ state: 'ready', folder: built, built: true, scriptBytes: 1 }))});
      clearInterval(timer);
    }, 5);
  `);
    const waiting = await fetch(`${url}/c/x`);
    expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await waiting.text()).toContain('The console is being built');
    expect(await (await fetch(`${url}/api`)).text()).toBe('works');
    mkdirSync(built);
    writeFileSync(join(built, 'index.html'), 'The page.');
    await eventually(() => pageOf(url)).toBe('The page.');
  },
);

verifies('console:build', 'says why it could not be built, and goes on answering', async () => {
  const url = await startWithBuild(`throw new Error('<b>no bundler</b>');`);
  await eventually(() => pageOf(url)).toContain('&lt;b&gt;no bundler&lt;/b&gt;');
  expect(await (await fetch(`${url}/api`)).text()).toBe('works');
});

test('a folder that holds no page is told of, and stops nothing', async () => {
  mkdirSync(join(folder, 'empty'));
  await using empty = await startInProcess({ environment: { CONSOLE: join(folder, 'empty') } });
  expect(await (await fetch(`${empty.url}/c/x`)).text()).toContain('There is no index.html');
  expect((await fetch(`${empty.url}/health`)).status).toBe(200);
});
