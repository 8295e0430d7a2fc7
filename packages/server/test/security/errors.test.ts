import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { loadAssistants } from '../../src/assistants.ts';
import type { Capability } from '../../src/engine/capability.ts';
import { ParlanceError, type ErrorCode } from '../../src/engine/errors.ts';
import { ERROR_TABLE } from '../../src/http/error-table.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { refusal } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { ACCESS_TABLE, titleOf } from './access/access-table.ts';
import { placesOf } from './support/force-errors.ts';

const CODES = Object.keys(ERROR_TABLE) as readonly ErrorCode[];

/** What code that is not ours may throw. */
const INTERNAL: Readonly<Record<string, unknown>> = {
  stack: new Error('boom\n    at run (/work/parlance/packages/server/src/engine/run-turn.ts:12:34)'),
  sql: Object.assign(new Error('SELECT * FROM turns WHERE owner = ?: no such table: turns'), {
    code: 'ERR_SQLITE_ERROR',
  }),
  path: Object.assign(new Error("ENOENT: no such file, open '/var/lib/parlance/dev-secret'"), { code: 'ENOENT' }),
  version: new Error('node:internal v24.21.0, fastify 5.12.8, SQLite 3.53.0'),
  status: Object.assign(new Error('teapot /etc/passwd'), { statusCode: 418, headers: { 'x-powered-by': 'parlance' } }),
  text: 'a string with /etc/passwd',
  nothing: null,
};

const LEAKS =
  /\bat .+:\d+:\d+|node:|node_modules|file:\/\/|\/(?:work|home|tmp|usr|var|etc)\/|\bSELECT\b|\bFROM\b|[Ss][Qq][Ll]ite|no such|ENOENT|ERR_|fastify|zod|\d+\.\d+\.\d+|boom|teapot/;

const named = /fail with (\w+)/;

const failing: Capability = {
  name: 'failing',
  prepare: async ({ text }) => {
    const [, name = ''] = named.exec(text) ?? [];
    if (name in INTERNAL) throw INTERNAL[name];
    const code = CODES.find((each) => each === name);
    if (code !== undefined) throw new ParlanceError(code, ERROR_TABLE[code].text);
    return [];
  },
};

describe('An error', () => {
  let provider: FakeProvider;
  let server: InProcess;
  let bearer: Readonly<Record<string, string>>;
  beforeAll(async () => {
    provider = await startFakeProvider();
    bearer = { authorization: `Bearer ${await tokenFor('alice')}` };
    const all = loadAssistants()
      .list()
      .map((each) => ({ ...each, capabilities: [failing.name] }));
    server = await startInProcess({
      environment: { OPENAI_BASE_URL: provider.baseUrl, JWT_SECRET_KEY: SECRET, LOG_LEVEL: 'ERROR' },
      assistants: { get: (name) => all.find((each) => each.name === name), list: () => all },
      capabilities: [failing],
    });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await provider.close();
  });

  const post = (path: string, body: unknown) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer },
      body: JSON.stringify(body),
    });

  verifies(
    'fault:S14',
    'of every code says on every surface what the table says, and nothing of its inside',
    async () => {
      const places = await placesOf(server.url, bearer);
      expect(places.length).toBeGreaterThanOrEqual(3);
      for (const { row, path } of places) {
        for (const name of [...CODES, ...Object.keys(INTERNAL)]) {
          const answer = await post(path, row.say?.(`fail with ${name}`));
          const body = await answer.text();
          const { status, text } = ERROR_TABLE[CODES.find((code) => code === name) ?? 'internal'];
          // Some systems have a status of their own for what cannot be read.
          const wanted = name === 'validation' ? expect.toBeOneOf([400, 422]) : status;
          expect([path, name, answer.status]).toEqual([path, name, wanted]);
          expect(body, `${path} ${name}`).toContain(JSON.stringify(text).slice(1, -1));
          const correlation = answer.headers.get('x-correlation-id') ?? '';
          expect(correlation).toMatch(/^[0-9a-f-]{36}$/);
          const rest = `${body}${JSON.stringify([...answer.headers])}`.replaceAll(correlation, '');
          expect(rest, `${path} ${name}`).not.toMatch(LEAKS);
          expect([answer.headers.get('server'), answer.headers.get('x-powered-by')]).toEqual([null, null]);
        }
      }
    },
  );

  verifies('fault:S14', 'in the middle of a stream tells as little', async () => {
    provider.respondWith(() =>
      refusal(400, { message: 'boom at run (/work/x.ts:1:2) SELECT 1 FROM t, fastify 5.12.8' }),
    );
    for (const { row, path } of await placesOf(server.url, bearer)) {
      const answer = await post(path, row.say?.('Hello'));
      const text = await answer.text();
      expect(text, path).toContain('refused the request');
      expect(text, path).not.toMatch(/boom|\/work|SELECT|fastify|\bat run/);
    }
  });

  interface Odd {
    readonly path?: string;
    readonly method?: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  }

  /** Requests that no route expects. */
  const ODD: readonly (readonly [name: string, send: (path: string, method: string) => Odd])[] = [
    ['half a body', () => ({ body: '{"message":' })],
    ['a list', () => ({ body: '[1]' })],
    ['a number', () => ({ body: '7' })],
    ['nothing', () => ({})],
    [
      'wrong fields',
      () => ({ body: '{"message":{"$ne":null},"query":[],"title":7,"parent":"../x","points":"1;DROP TABLE t"}' }),
    ],
    ['an odd query', (path) => ({ path: `${path}?limit=-1&after=%00&format=../../etc/passwd&last_event_id=x` })],
    ['an odd cursor', () => ({ headers: { 'last-event-id': "' OR 1=1 --" } })],
    ['an odd key', () => ({ body: '{"message":"Hello"}', headers: { 'idempotency-key': 'a b' } })],
    ['an odd address', (path) => ({ path: `${path}/%2e%2e/%2e%2e/etc/passwd` })],
    ['another method', () => ({ method: 'PUT', body: '{}' })],
  ];

  test.each(ACCESS_TABLE.map((row) => [titleOf(row), row] as const))(
    'of an odd request to %s tells nothing of its inside',
    async (title, row) => {
      const [method = 'GET'] = row.route.split(' ');
      const odd = "x'; DROP TABLE turns; --";
      const inAddress = encodeURIComponent(odd);
      const { path } = row.ask({
        conversation: inAddress,
        turn: inAddress,
        message: odd,
        media: inAddress,
        document: inAddress,
      });
      for (const [name, send] of ODD) {
        const { path: at = path, headers, ...init } = send(path, method);
        const own = init.method ?? method;
        const sent =
          own === 'GET'
            ? { headers: { ...bearer, ...headers } }
            : { headers: { 'content-type': 'application/json', ...bearer, ...headers }, ...init };
        const answer = await fetch(`${server.url}${at}`, { ...sent, method: own });
        const body = await answer.text();
        expect(answer.status, `${title}: ${name}`).toBeLessThan(500);
        expect(answer.headers.get('x-correlation-id')).not.toBeNull();
        // What a client sent may come back to it; documents name versions.
        const shown = answer.status < 400 ? '' : body.replaceAll(/"(?:input|correlation_id)":"[^"]*"/g, '');
        expect(shown, `${title}: ${name}`).not.toMatch(LEAKS);
      }
    },
  );
});
