import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { allowOrigins } from '../../src/http/cors.ts';
import { requireSameOrigin } from '../../src/http/origins.ts';
import { rawRequest } from './support/raw-request.ts';
import { startTinyServer, type TinyServer } from './support/tiny-server.ts';

/** `/open` stands for a seed's route, `/own` for the native API. */
async function start(environment: Record<string, string> = {}): Promise<TinyServer> {
  return await startTinyServer(async (app, { config }) => {
    await app.register(async (seed) => {
      allowOrigins(seed, 'any-origin');
      seed.post('/open', async () => 'open');
      seed.get('/open', async () => 'open');
    });
    await app.register(async (own) => {
      allowOrigins(own, config.corsOrigins);
      requireSameOrigin(own, config);
      own.get('/own', async () => 'own');
      own.post('/own', async () => 'own');
    });
  }, environment);
}

async function statusWith(port: number, path: string, headers: string): Promise<number> {
  return (await rawRequest(port, [`GET ${path} HTTP/1.1\r\nConnection: close\r\n${headers}\r\n\r\n`])).status;
}

verifies(
  'http:cors:open-routes',
  'pages of every origin, also a file’s, may use the documented routes, without credentials',
  async () => {
    const { url } = await start();
    for (const origin of ['https://elsewhere.example', 'null', 'http://localhost:3000']) {
      const preflight = await fetch(`${url}/open`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
      expect(preflight.headers.get('access-control-allow-methods')).toMatch(/POST.*GET|GET.*POST/);
      expect(preflight.headers.get('access-control-allow-headers')).toMatch(
        /Authorization, Content-Type, Last-Event-ID/,
      );
      const answer = await fetch(`${url}/open`, { headers: { origin } });
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      expect(answer.headers.get('access-control-expose-headers')).toContain('X-Turn-Id, X-Conversation-Id');
    }
  },
);

verifies('http:same-origin', 'pages of other origins cannot use the native API, listed ones excepted', async () => {
  const listed = 'https://chat.example.com';
  const { url, port } = await start({ CORS_ORIGINS: listed });
  for (const origin of [
    'https://elsewhere.example',
    'null',
    `http://127.0.0.1:${port + 1}`,
    'https://chat.example.com.evil',
  ]) {
    const answer = await fetch(`${url}/own`, { headers: { origin } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')], origin).toEqual([403, null]);
    const preflight = await fetch(`${url}/own`, { method: 'OPTIONS', headers: { origin } });
    expect(preflight.headers.get('access-control-allow-origin'), origin).toBeNull();
  }
  expect(await statusWith(port, '/own', `Host: 127.0.0.1:${port}\r\nSec-Fetch-Site: cross-site`)).toBe(403);
  expect((await fetch(`${url}/own`)).status).toBe(200);
  expect((await fetch(`${url}/own`, { headers: { origin: url } })).status).toBe(200);
  const allowed = await fetch(`${url}/own`, { headers: { origin: listed } });
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, listed]);
  expect(allowed.headers.get('vary')).toBe('Origin');
});

verifies(
  'http:host-check',
  'a name that merely resolves to this machine does not open the native API on loopback',
  async () => {
    const { port } = await start();
    const foreign = [
      'rebound.example',
      'rebound.example:8000',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '',
      '[::2]',
      '%%',
    ];
    for (const host of foreign) expect(await statusWith(port, '/own', `Host: ${host}`), host).toBe(403);
    const own = [
      'localhost',
      `localhost:${port}`,
      '127.0.0.1',
      '127.1.2.3:80',
      '[::1]:8000',
      'parlance.localhost',
      'LOCALHOST',
    ];
    for (const host of own) expect(await statusWith(port, '/own', `Host: ${host}`), host).toBe(200);
    expect(await statusWith(port, '/open', 'Host: rebound.example')).toBe(200);
  },
);

test('behind a public host every Host header is fine', async () => {
  const { port } = await start({ HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' });
  expect(await statusWith(port, '/own', 'Host: chat.example.com')).toBe(200);
});
