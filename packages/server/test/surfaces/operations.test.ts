import { afterEach, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { docsPage } from '../../src/http/docs-page.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { words } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess, type InProcessOptions } from '../support/in-process.ts';
import { nativeClient } from '../support/native-client.ts';
import { openStreamClient } from '../support/stream-client.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each[Symbol.asyncDispose]();
});

async function start(options: InProcessOptions = {}): Promise<InProcess> {
  const server = await startInProcess(options);
  open.push(server);
  return server;
}

verifies('http:health memory:health turn:35', 'tells what it is, that it lives and that it is ready', async () => {
  const { url } = await start();
  const health: unknown = await (await fetch(`${url}/health`)).json();
  expect(health).toMatchObject({
    status: 'healthy',
    service: 'parlance',
    durability: 'power-loss',
    model: 'scripted',
    semantic: 'lexical',
    extraction: 'rules',
    degraded: [],
  });
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(await (await fetch(url)).json()).toMatchObject({ service: 'parlance', docs: '/docs' });
});

verifies('http:metrics-guarded', 'shows metrics on loopback, and to admins only elsewhere', async () => {
  const local = await start();
  await fetch(`${local.url}/health`);
  const metrics = await (await fetch(`${local.url}/metrics`)).text();
  expect(metrics).toContain('parlance_http_requests_total{method="GET",route="/health",status="200"} 1');
  expect(Number(/^parlance_open_connections (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0);
  expect((await fetch(`${local.url}/metrics`, { headers: { origin: 'https://elsewhere.example' } })).status).toBe(403);
  const names = [...metrics.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
  expect(names.filter((name) => !name.startsWith('parlance_'))).toEqual([]);

  const remote = await start({ environment: { HOST: '0.0.0.0', JWT_SECRET_KEY: SECRET } });
  const status = async (token?: string) =>
    (await fetch(`${remote.url}/metrics`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }))
      .status;
  expect(await status()).toBe(401);
  expect(await status(await tokenFor('alice'))).toBe(403);
  expect(await status(await tokenFor('root', { roles: ['admin'] }))).toBe(200);
});

verifies('http:docs', 'lists the document of each surface on a page that loads nothing', async () => {
  const { url } = await start();
  const index = await fetch(`${url}/docs`);
  const html = await index.text();
  const pages = [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href);
  const mounts = ['/milo', '/assistant', '/studyguru', '/jacie', '/staff', '/api/v1'];
  expect(pages).toEqual(mounts.flatMap((mount) => [`${mount}/docs`, `${mount}/openapi.json`]));
  for (const page of ['/docs', ...pages]) {
    const response = await fetch(`${url}${page}`);
    const text = await response.text();
    expect([page, response.status]).toEqual([page, 200]);
    if (page.endsWith('/docs')) {
      expect(text).not.toMatch(/<script|https?:\/\/|@import|url\(/);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    } else {
      expect(JSON.parse(text)).toMatchObject({ openapi: '3.1.0', info: { title: expect.any(String) } });
    }
  }
  const hostile = docsPage({ info: { title: '<b>"x"' }, paths: { '/<i>': { get: { summary: '<script>' } } } });
  expect(hostile).not.toMatch(/<b>|<i>|<script/);
});

test('the host check covers the native API and leaves the documented routes alone', async () => {
  const { url } = await start();
  // fetch does not let anybody set Host.
  const status = async (path: string) =>
    (await openStreamClient(url, { path, headers: { host: 'rebound.example' } })).status;
  expect(await status('/api/v1/conversations')).toBe(403);
  expect(await status('/metrics')).toBe(403);
  expect(await status('/health')).toBe(200);
});

test('every surface needs a token where one is required, and health does not', async () => {
  const { url } = await start({ environment: { JWT_SECRET_KEY: SECRET, AUTH_REQUIRED: 'true' } });
  for (const path of ['/chat', '/assistant/chat', '/api/v1/conversations']) {
    const refused = await fetch(`${url}${path}`, { method: 'POST', body: '{"message":"a"}' });
    expect([path, refused.status]).toEqual([path, 401]);
  }
  for (const path of ['/health', '/assistant/health', '/docs', '/api/v1/openapi.json']) {
    expect((await fetch(`${url}${path}`)).status).toBe(200);
  }
  const client = nativeClient(url, { authorization: `Bearer ${await tokenFor('alice')}` });
  expect((await client.call('GET', '/conversations')).status).toBe(200);
});

verifies(
  'http:live-turns turn:4',
  'limits the answers that one user has under way, never repeats, and frees the place after',
  async () => {
    const provider = await startFakeProvider({
      respond: () => ({
        steps: [{ kind: 'deltas', texts: words(2), intervalMs: 0 }, { kind: 'wait', gate: 'go' }, { kind: 'done' }],
      }),
    });
    open.push(provider);
    const { url } = await start({
      environment: { OPENAI_BASE_URL: provider.baseUrl, MAX_LIVE_TURNS: '2', JWT_SECRET_KEY: SECRET },
    });
    const ask = async (user: string, key: string) =>
      await openStreamClient(url, {
        path: '/chat',
        body: { message: 'Hello' },
        headers: { authorization: `Bearer ${await tokenFor(user)}`, 'idempotency-key': key },
      });
    const client = nativeClient(url, { authorization: `Bearer ${await tokenFor('alice')}` });
    const conversation = await client.createConversation();
    const nowhere = { message: 'Hello', parent: conversation };
    for (let refusals = 0; refusals < 3; refusals += 1) {
      expect((await client.call('POST', `/conversations/${conversation}/turns`, nowhere)).status).toBe(404);
    }
    const attempts = await Promise.all(['a', 'b', 'c', 'd'].map((key) => ask('alice', key)));
    const running = attempts.filter(({ status }) => status === 200);
    expect(attempts.map(({ status }) => String(status)).toSorted()).toEqual(['200', '200', '429', '429']);
    expect((await ask('bob', 'a')).status).toBe(200);
    const index = attempts.findIndex(({ status }) => status === 200);
    expect((await ask('alice', ['a', 'b', 'c', 'd'][index] ?? '')).status).toBe(200);
    provider.release('go');
    await Promise.all(running.map(({ ended }) => ended));
    expect((await ask('alice', 'e')).status).toBe(200);
  },
);

verifies(
  'fault:C10 turn:13',
  'ends a live stream within a minute of its token’s end, and refuses the resume',
  async () => {
    const clock = new ManualClock(Date.now());
    const provider = await startFakeProvider({
      respond: () => ({ steps: [{ kind: 'deltas', texts: words(3), intervalMs: 0 }, { kind: 'hang' }] }),
    });
    open.push(provider);
    const environment = { OPENAI_BASE_URL: provider.baseUrl, JWT_SECRET_KEY: SECRET };
    const { url } = await start({ clock, environment, limits: { timeLimitMs: 600_000 } });
    const exp = Math.floor(clock.now() / 1_000) + 45;
    const headers = { authorization: `Bearer ${await tokenFor('alice', { exp })}` };
    const client = nativeClient(url, headers);
    const stream = await client.ask(await client.createConversation(), 'Hello');
    await stream.received(1);
    const cut = stream.ended;
    for (let second = 0; second < 105; second += 1) clock.advance(1_000);
    expect(await cut).toBe(false);
    expect((await client.call('GET', '/conversations')).status).toBe(401);
  },
);
