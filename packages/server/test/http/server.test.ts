import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ParlanceError, type ErrorCode } from '../../src/engine/errors.ts';
import { answerErrors } from '../../src/http/error-handler.ts';
import { ERROR_TABLE } from '../../src/http/error-table.ts';
import { problemShape } from '../../src/http/problem-shape.ts';
import { LogTrimmed } from '../../src/ports/event-log.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { rawRequest } from './support/raw-request.ts';
import { startTinyServer } from './support/tiny-server.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const CANARY = 'canary-5f2e91';

verifies(
  'assistant:correlation-id',
  'gives every answer a correlation id: the client’s if it is plain, else a new one',
  async () => {
    const { url, port } = await startTinyServer((app) => {
      app.get('/', async () => 'ok');
      app.post('/', async () => 'ok');
    });
    const own = await fetch(url, { headers: { 'x-correlation-id': 'abc-123_4.5' } });
    expect(own.headers.get('x-correlation-id')).toBe('abc-123_4.5');
    const attempts = [
      fetch(url),
      fetch(`${url}/missing`),
      fetch(`${url}/%zz`),
      fetch(url, { method: 'DELETE' }),
      fetch(url, {
        method: 'POST',
        body: `"${'a'.repeat(1_048_577)}"`,
        headers: { 'content-type': 'application/json' },
      }),
      fetch(url, { headers: { 'x-correlation-id': 'a'.repeat(129) } }),
      fetch(url, { headers: { 'x-correlation-id': 'a b' } }),
      fetch(url, { headers: { 'x-correlation-id': '<script>' } }),
    ];
    for (const response of await Promise.all(attempts)) {
      const id = response.headers.get('x-correlation-id') ?? '';
      expect(id, `${response.status} ${response.url}`).toMatch(UUID);
      const text = await response.text();
      if (response.status !== 200) expect(JSON.parse(text)).toMatchObject({ correlation_id: id });
    }
    const notHttp = await rawRequest(port, ['GARBAGE\r\n\r\n']);
    expect([notHttp.status, notHttp.headers]).toEqual([400, expect.stringMatching(/X-Correlation-Id: [0-9a-f-]{36}/)]);
  },
);

test('control characters in a header never reach an answer', async () => {
  const { port, lines } = await startTinyServer((app) => void app.get('/', async () => 'ok'));
  for (const value of ['a\rX-Forged: 1', 'a\0b', 'a\u001b[2Jb', 'é', 'a\nX-Forged: 1']) {
    const request = `GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Correlation-Id: ${value}\r\n\r\n`;
    const { headers } = await rawRequest(port, [Buffer.from(request, 'latin1')]);
    expect(headers).not.toMatch(/\r\nX-Forged/i);
    expect(headers).toMatch(/X-Correlation-Id: [0-9a-f-]{36}/i);
  }
  expect(() => lines.records).not.toThrow();
});

verifies(
  'http:errors:one-table',
  'answers every code with its status and words, in the shape of the surface',
  async () => {
    const { url } = await startTinyServer(async (app, { log }) => {
      app.get<{ Params: { code: ErrorCode } }>('/plain/:code', async ({ params }) => {
        throw new ParlanceError(params.code, 'Safe words', { field: 'body.x', retryAfter: 7 });
      });
      await app.register(async (native) => {
        answerErrors(native, { shape: problemShape, log });
        native.get<{ Params: { code: ErrorCode } }>('/problem/:code', async ({ params }) => {
          throw new ParlanceError(params.code, 'Safe words', { retryAfter: 7 });
        });
      });
    });
    for (const [code, { status, title, text }] of Object.entries(ERROR_TABLE)) {
      const plain = await fetch(`${url}/plain/${code}`);
      expect(plain.status, code).toBe(status);
      expect(plain.headers.get('retry-after')).toBe('7');
      const detail = code === 'internal' ? text : 'Safe words';
      expect(await plain.json()).toEqual({
        error: title,
        detail: code === 'validation' ? `Field 'body.x': ${detail}` : detail,
        correlation_id: plain.headers.get('x-correlation-id'),
      });
      const problem = await fetch(`${url}/problem/${code}`);
      expect(problem.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(await problem.json()).toEqual({
        type: `urn:parlance:problem:${code}`,
        title,
        status,
        detail,
        code,
        correlation_id: problem.headers.get('x-correlation-id'),
      });
    }
  },
);

verifies('http:errors:nothing-internal', 'tells clients nothing of what went wrong inside, and logs it', async () => {
  const thrown: readonly unknown[] = [
    new Error(`${CANARY} at /home/x`),
    new TypeError(CANARY, { cause: new Error(CANARY) }),
    Object.assign(new Error(CANARY), { statusCode: 418, code: 'SQLITE_BUSY' }),
    CANARY,
    { message: CANARY },
    null,
  ];
  const { url, lines } = await startTinyServer((app) => {
    app.get<{ Params: { index: string } }>('/:index', async ({ params }) => {
      // eslint-disable-next-line typescript/only-throw-error -- what code that is not ours may throw
      throw thrown[Number(params.index)];
    });
  });
  for (const index of thrown.keys()) {
    const response = await fetch(`${url}/${index}`);
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(body).toContain('Internal error');
    expect(body).not.toContain(CANARY);
  }
  expect(lines.records.filter(({ event }) => event === 'request_failed')).toHaveLength(thrown.length);
  expect(lines.text).toContain(CANARY);
});

test('a store that is down is 503 with Retry-After, a full one 507, a trimmed log 410', async () => {
  const thrown = [new StoreUnavailable('x'), new StoreUnavailable('x', { kind: 'full' }), new LogTrimmed('t')];
  const { url } = await startTinyServer((app) => {
    app.get<{ Params: { index: string } }>('/:index', async ({ params }) => {
      throw thrown[Number(params.index)] ?? new Error();
    });
  });
  const answers = await Promise.all([0, 1, 2].map((index) => fetch(`${url}/${index}`)));
  expect(answers.map(({ status }) => status)).toEqual([503, 507, 410]);
  expect(answers[0]?.headers.get('retry-after')).toBe('1');
});

test('addresses are logged as patterns, so that nothing of a query is', async () => {
  const { url, lines } = await startTinyServer((app) => {
    app.get('/x/:id', async () => {
      throw new Error('x');
    });
  });
  await fetch(`${url}/x/${CANARY}?message=${CANARY}`);
  expect(lines.records[0]).toMatchObject({ route: '/x/:id', status: 500 });
  expect(lines.text).not.toContain(CANARY);
});
