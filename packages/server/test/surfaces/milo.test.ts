import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import type { ProviderCall } from '../support/fake-provider/call.ts';
import { answer, refusal } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { openStreamClient } from '../support/stream-client.ts';
import { framesOf, miloClient, textOf, type MiloClient } from './support/milo-client.ts';

const NOTHING_HEARD = answer(['{"add": {}, "remove": {}, "says": []}']);

let provider: FakeProvider;
let server: InProcess;
let milo: MiloClient;

function isAnswer({ body }: ProviderCall): boolean {
  return !JSON.stringify(body).includes('"response_format"');
}

beforeAll(async () => {
  provider = await startFakeProvider({
    respond: (call) => (isAnswer(call) ? answer(['Tell', ' me', ' more.']) : NOTHING_HEARD),
  });
  server = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl } });
  milo = miloClient(server.url);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider.close();
});

describe('POST /chat/stream', () => {
  verifies('milo:stream milo:both-paths', 'streams the answer in pieces and says when it is done', async () => {
    for (const base of [server.url, `${server.url}/milo`]) {
      const stream = await miloClient(base).ask('I love data science and global issues', 'optional_session_id');
      expect(await stream.ended).toBe(true);
      expect(stream.events.map(({ data }) => data)).toEqual([
        '{"content":"Tell"}',
        '{"content":" me"}',
        '{"content":" more."}',
        '{"done":true}',
      ]);
    }
    for (const base of [server.url, `${server.url}/milo`]) {
      const session = await miloClient(base).session('optional_session_id');
      expect(session).toMatchObject({ message_count: 4, student_interests: ['data science', 'global issues'] });
    }
  });

  verifies('milo:stream:headers', 'says what its stream is and whose', async () => {
    const { status, headers } = await milo.post({ message: 'Hello' });
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
      'x-turn-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-conversation-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-correlation-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  verifies('milo:stream:error', 'ends a failed stream with one error that tells nothing of the provider', async () => {
    provider.onMarker('canary-question', refusal(401, { message: 'canary-upstream' }));
    const stream = await milo.ask('canary-question');
    expect(await stream.ended).toBe(true);
    expect(framesOf(stream)).toEqual([{ error: expect.stringMatching(/^\S.{10,}/) }]);
    expect(stream.text()).not.toContain('canary');
    const { messages } = await milo.history('default');
    expect(messages.at(-1)).toMatchObject({ role: 'assistant', content: '', status: 'error' });
  });

  verifies('milo:model', 'asks gpt-4o with the instructions, the step and the history', async () => {
    await milo.say('My first words', 'model');
    const from = provider.calls.length;
    await milo.say('I love jazz', 'model');
    const call = provider.calls.slice(from).find(isAnswer);
    expect(call?.body).toMatchObject({ model: 'gpt-4o' });
    const sent = JSON.stringify(call?.body);
    for (const part of ['You are Milo', 'DISCOVER', 'REFLECT & ITERATE', 'My first words', 'I love jazz']) {
      expect(sent).toContain(part);
    }
    await using other = await startInProcess({
      environment: { OPENAI_BASE_URL: provider.baseUrl, OPENAI_MODEL: 'my-model' },
    });
    await miloClient(other.url).say('Hello');
    expect(provider.calls.findLast(isAnswer)?.body).toMatchObject({ model: 'my-model' });
  });

  verifies('milo:resume', 'goes on after a cut from the last id, and makes no second turn', async () => {
    const whole = await milo.ask('Cut me', 'resumed');
    await whole.ended;
    const calls = provider.calls.length;
    for (const path of ['/chat/stream', '/milo/chat/stream']) {
      for (const [index, { id }] of whole.events.slice(0, -1).entries()) {
        const rest = await openStreamClient(server.url, { method: 'POST', path, headers: { 'Last-Event-ID': id } });
        await rest.ended;
        expect(rest.events).toEqual(whole.events.slice(index + 1));
      }
    }
    const turn = String(whole.headers['x-turn-id']);
    const anew = await openStreamClient(server.url, {
      method: 'POST',
      path: '/chat/stream',
      headers: { 'Last-Event-ID': turn },
    });
    await anew.ended;
    expect(textOf(anew)).toBe('Tell me more.');
    const over = await milo.post('', { 'last-event-id': whole.lastId() });
    expect(over.status).toBe(204);
    expect(provider.calls.length).toBe(calls);
    expect((await milo.session('resumed')).message_count).toBe(2);
    const assistant = await openStreamClient(server.url, { path: '/chat', body: { message: 'Hello' } });
    await assistant.ended;
    const foreign = await milo.post('', { 'last-event-id': assistant.lastId() });
    expect([foreign.status, foreign.body]).toEqual([400, { detail: expect.any(String) }]);
    expect((await milo.post('', { 'last-event-id': 'nonsense' })).status).toBe(400);
    expect((await milo.post('', { 'last-event-id': '01890a5d-ac96-774b-bcce-b302099a8057:1' })).status).toBe(404);
  });

  verifies('milo:repeat', 'takes a request that is repeated with its key for the same turn', async () => {
    const headers = { 'idempotency-key': 'once-for-milo' };
    const body = { message: 'Once', session_id: 'repeated' };
    const answers = await Promise.all([1, 2, 3].map(() => milo.post(body, headers)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map((each) => each.headers.get('x-turn-id'))).size).toBe(1);
    expect((await milo.session('repeated')).message_count).toBe(2);
    const other = await milo.post({ ...body, message: 'Other' }, headers);
    expect([other.status, other.body]).toEqual([422, { detail: expect.any(String) }]);
    expect((await milo.post({ ...body, session_id: 'elsewhere' }, headers)).status).toBe(422);
  });

  test('writes nothing of what is said into the log', async () => {
    await milo.say('canary-said to Milo', 'logged');
    expect(JSON.stringify(server.log())).not.toContain('canary-said');
  });
});

describe('bad input', () => {
  const issue = (type: string, loc: readonly (string | number)[], msg: string, input: unknown, more: object = {}) => ({
    detail: [{ type, loc, msg, input, ...more }],
  });
  const text = 'Input should be a valid string';
  const short = ['String should have at least 1 character', { ctx: { min_length: 1 } }] as const;
  const message = ['body', 'message'];
  const INVALID: readonly (readonly [body: string | object, answer: object])[] = [
    ['', issue('missing', ['body'], 'Field required', null)],
    ['null', issue('missing', ['body'], 'Field required', null)],
    [{}, issue('missing', message, 'Field required', {})],
    [{ session_id: 's' }, issue('missing', message, 'Field required', { session_id: 's' })],
    [{ message: null }, issue('string_type', message, text, null)],
    [{ message: 7 }, issue('string_type', message, text, 7)],
    [{ message: ['a', { b: 1 }] }, issue('string_type', message, text, ['a', { b: 1 }])],
    [{ message: '' }, issue('string_too_short', message, short[0], '', short[1])],
    [{ message: ' \n\t' }, issue('string_too_short', message, short[0], ' \n\t', short[1])],
    [{ message: 'a', session_id: 7 }, issue('string_type', ['body', 'session_id'], text, 7)],
    [{ message: 'a', session_id: '' }, issue('string_too_short', ['body', 'session_id'], short[0], '', short[1])],
    [
      ['a'],
      issue('model_attributes_type', ['body'], 'Input should be a valid dictionary or object to extract fields from', [
        'a',
      ]),
    ],
    [
      '{"message": "a"',
      issue('json_invalid', ['body', 15], 'JSON decode error', {}, { ctx: { error: 'JSON decode error' } }),
    ],
    ['not json', issue('json_invalid', ['body', 0], 'JSON decode error', {}, { ctx: { error: 'JSON decode error' } })],
  ];

  verifies('milo:validation turn:3', 'is answered with 422 and what is wrong where, and stores nothing', async () => {
    const sessions = await milo.sessions();
    const calls = provider.calls.length;
    for (const path of ['/chat/stream', '/milo/chat/stream']) {
      for (const [body, expected] of INVALID) {
        const sent = typeof body === 'string' ? body : JSON.stringify(body);
        const response = await fetch(`${server.url}${path}`, { method: 'POST', body: sent });
        expect([sent, response.status, await response.json()]).toEqual([sent, 422, expected]);
        expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      }
    }
    const both = await milo.post({ message: 1, session_id: 2 });
    expect(both.body).toMatchObject({ detail: [{ loc: message }, { loc: ['body', 'session_id'] }] });
    expect([await milo.sessions(), provider.calls.length]).toEqual([sessions, calls]);
  });

  test('that is long comes back short', async () => {
    const { body, text: sent } = await milo.post({ message: Array(100_000).fill('x') });
    expect(sent.length).toBeLessThan(2_000);
    expect(body).toMatchObject({ detail: [{ type: 'string_type', input: expect.stringMatching(/^\["x".*…$/) }] });
  });

  verifies('milo:errors', 'other failures are a status and a detail', async () => {
    const failures = [
      await milo.get('/milo/nothing'),
      await milo.post(`"${'a'.repeat(1_048_577)}"`),
      await milo.post({ message: 'a' }, { authorization: 'Bearer nonsense' }),
      await milo.post({ message: 'a' }, { 'idempotency-key': 'a b' }),
    ];
    expect(failures.map(({ status }) => status)).toEqual([404, 413, 401, 422]);
    for (const { body } of failures.slice(0, 3)) expect(body).toEqual({ detail: expect.any(String) });
    expect(failures[3]?.body).toMatchObject({ detail: [{ loc: ['header', 'Idempotency-Key'] }] });
  });
});

verifies('milo:cors', 'lets pages of every origin read answers, those from a file too', async () => {
  for (const origin of ['null', 'https://elsewhere.example']) {
    const { headers } = await milo.post({ message: 'Hello', session_id: 'cors' }, { origin });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    const refused = await milo.post({}, { origin });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([422, '*']);
    for (const [path, method] of [
      ['/chat/stream', 'POST'],
      ['/chat/session/x', 'DELETE'],
      ['/milo/chat/stream', 'POST'],
    ] as const) {
      const preflight = await fetch(`${server.url}${path}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'content-type' },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-methods')).toContain(method);
      expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('content-type');
    }
  }
});

verifies('milo:docs', 'documents every route under its mount', async () => {
  const { body } = await milo.get('/milo/openapi.json');
  const { paths } = body as { paths: Record<string, object> };
  expect(Object.entries(paths).map(([path, methods]) => [path, Object.keys(methods)])).toEqual([
    ['/milo/chat/stream', ['post']],
    ['/milo/chat/history/{session_id}', ['get']],
    ['/milo/chat/session/{session_id}', ['get', 'delete']],
    ['/milo/chat/sessions', ['get']],
    ['/milo/health', ['get']],
  ]);
  const page = await milo.get('/milo/docs');
  expect(page.text).toContain('POST /milo/chat/stream');
  expect((await milo.get('/milo/health')).body).toMatchObject({ status: 'healthy', service: 'milo' });
  expect((await milo.get('/docs')).text).toContain('/milo/docs');
});
