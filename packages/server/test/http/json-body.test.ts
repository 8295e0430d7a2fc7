import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { readJsonBodies } from '../../src/http/json-body.ts';
import { rawRequest } from './support/raw-request.ts';
import { startTinyServer, type TinyServer } from './support/tiny-server.ts';

/** `/any` takes JSON under every Content-Type, `/json` only as what it is. Both answer with what they understood. */
async function start(): Promise<TinyServer> {
  return await startTinyServer(async (app, { clock }) => {
    app.post('/json', async (request) => ({ body: request.body }));
    await app.register(async (seed) => {
      readJsonBodies(seed, { anyContentType: true, clock });
      seed.post('/any', async (request) => ({ body: request.body ?? null }));
    });
  });
}

async function post(url: string, body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: 'POST', body, headers });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const MEGABYTE = 1_048_576;

verifies('fault:A01', 'refuses a body that is too long or lies about its length, and closes its socket', async () => {
  const { port, url } = await start();
  const head = 'POST /any HTTP/1.1\r\nHost: localhost\r\n';
  const exact = `"${'a'.repeat(MEGABYTE - 2)}"`;
  expect((await post(`${url}/any`, exact)).status).toBe(200);
  expect((await post(`${url}/any`, `${exact} `)).status).toBe(413);

  const declared = await rawRequest(port, [`${head}Content-Length: ${MEGABYTE + 1}\r\n\r\n`, 'a'.repeat(10)]);
  expect(declared.status).toBe(413);
  expect(declared.headers.toLowerCase()).toContain('connection: close');
  const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
  const open = await rawRequest(port, [`${head}Transfer-Encoding: chunked\r\n\r\n`, ...Array<string>(20).fill(chunk)]);
  expect(open.status).toBe(413);
  // Whoever never stops sending may miss the answer; the connection ends all the same.
  const endless = await rawRequest(port, repeat(`${head}Transfer-Encoding: chunked\r\n\r\n`, chunk));
  expect([0, 413]).toContain(endless.status);
  const both = await rawRequest(port, [`${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`]);
  expect(both.status).toBe(400);
  const negative = await rawRequest(port, [`${head}Content-Length: -5\r\n\r\n{}`]);
  expect(negative.status).toBe(400);
});

verifies('fault:A04', 'refuses hostile JSON before it is built, in milliseconds', async () => {
  const { url } = await start();
  const keys = Array.from({ length: 100_000 }, (_, index) => `"${index.toString(36)}":1`).join(',');
  const hostile: readonly (readonly [name: string, body: string, problem: string])[] = [
    ['65 levels', '['.repeat(65) + ']'.repeat(65), 'nested deeper than 64'],
    ['65 objects', '{"a":'.repeat(65) + '1' + '}'.repeat(65), 'nested deeper than 64'],
    ['5,000,000 levels', '['.repeat(5_000_000), 'nested deeper than 64'],
    ['5,000,000 closed levels', '['.repeat(5_000_000) + ']'.repeat(5_000_000), 'nested deeper than 64'],
    ['100,000 keys', `{${keys}}`, 'more than 10000 keys'],
    ['1e400', '{"a":1e400}', 'out of range'],
    ['-1e400 in a list', '[[-1e400]]', 'out of range'],
    ['__proto__', '{"__proto__":{"admin":true}}', '__proto__'],
    ['escaped __proto__', '{"\\u005f_proto__":{"admin":true}}', '__proto__'],
    ['constructor', '{"a":[{"constructor":{"prototype":{"admin":true}}}]}', 'constructor'],
    ['duplicate key', '{"message":"a","message":"b"}', 'duplicate key'],
    ['escaped duplicate key', '{"message":"a","\\u006dessage":"b"}', 'duplicate key'],
    ['not JSON', '{"message":', 'JSON decode error'],
  ];
  for (const [name, body, problem] of hostile) {
    const before = performance.now();
    const { status, text } = await post(`${url}/any`, body);
    expect([status, text], name).toEqual([400, expect.stringContaining(problem)]);
    expect(performance.now() - before, name).toBeLessThan(500);
  }
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  const fine = '['.repeat(64) + '"[[{{::\\"[[\\\\"' + ']'.repeat(64);
  expect((await post(`${url}/any`, fine)).status).toBe(200);
});

test('the server goes on to answer others while it refuses five million brackets', async () => {
  const { url } = await start();
  const attack = post(`${url}/any`, '['.repeat(5_000_000));
  const before = performance.now();
  expect((await post(`${url}/any`, '{}')).status).toBe(200);
  expect(performance.now() - before).toBeLessThan(300);
  expect((await attack).status).toBe(400);
});

test('invalid and overlong UTF-8 is refused, a byte order mark is not', async () => {
  const { url } = await start();
  const invalid = [[0xff], [0xc0, 0xaf], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc3]];
  for (const bytes of invalid) {
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);
    const { status, text } = await post(`${url}/any`, body);
    expect([status, text]).toEqual([400, expect.stringContaining('not UTF-8')]);
  }
  const marked = await post(`${url}/any`, Buffer.from('\ufeff{"a":"é🎉"}'));
  expect([marked.status, marked.text]).toEqual([200, '{"body":{"a":"é🎉"}}']);
});

verifies('framing:7', 'reads JSON whatever the Content-Type says on the open routes, and only there', async () => {
  const { url } = await start();
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-8',
    'nonsense',
    ';;',
  ];
  for (const type of types) {
    const { status, text } = await post(`${url}/any`, '{"a":1}', { 'content-type': type });
    expect([status, text], type).toEqual([200, '{"body":{"a":1}}']);
  }
  // A Buffer makes fetch send no Content-Type at all.
  expect((await post(`${url}/any`, Buffer.from('{"a":1}'))).text).toBe('{"body":{"a":1}}');
  expect((await post(`${url}/json`, '{"a":1}', { 'content-type': 'application/json; charset=utf-8' })).status).toBe(
    200,
  );
  for (const type of ['text/plain', 'nonsense', 'application/x-www-form-urlencoded']) {
    expect((await post(`${url}/json`, '{"a":1}', { 'content-type': type })).status, type).toBe(415);
  }
  expect((await post(`${url}/json`, Buffer.from('{"a":1}'))).status).toBe(415);
});

test('no body is no body, whatever is said about it', async () => {
  const { url, port } = await start();
  const empty = await fetch(`${url}/any`, { method: 'POST', headers: { 'content-type': 'application/json' } });
  expect(await empty.json()).toEqual({ body: null });
  const chunked = await rawRequest(port, [
    'POST /any HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ]);
  expect(chunked.status).toBe(200);
});

function* repeat(first: string, then: string): Iterable<string> {
  yield first;
  for (;;) yield then;
}
