import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { answer, words } from '../support/fake-provider/script.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { openStreamClient, type StreamClient } from '../support/stream-client.ts';
import { useServer } from '../support/use-server.ts';

const used = useServer({ JWT_SECRET_KEY: SECRET });

async function finishedTurn(): Promise<StreamClient> {
  used.provider.enqueue(answer(words(6)));
  const stream = await openStreamClient(used.server.url, { path: '/chat', body: { message: 'Hello' } });
  expect(await stream.ended).toBe(true);
  return stream;
}

/** The stream's text in pieces, one per frame, the preamble first. */
function blocks(text: string): readonly string[] {
  return text.split(/(?<=\n\n)/);
}

async function resume(cursor: string, path = '/chat', headers: Record<string, string> = {}) {
  const response = await fetch(`${used.server.url}${path}`, {
    method: path === '/chat' ? 'POST' : 'GET',
    headers: { ...headers, ...(cursor === '' ? {} : { 'last-event-id': cursor }) },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

verifies('resume:any-cut turn:10 turn:11', 'a stream that was cut after any frame goes on byte for byte', async () => {
  const whole = await finishedTurn();
  const [preamble = '', ...frames] = blocks(whole.text());
  for (const [index, { id }] of whole.events.slice(0, -1).entries()) {
    const { status, text } = await resume(id);
    // The stream opens with the reader's own place, so that a second cut before the next frame loses nothing.
    const opening = preamble.replace(`id: ${turnOf(whole)}`, `id: ${id}`);
    expect([status, text]).toEqual([200, opening + frames.slice(index + 1).join('')]);
  }
  expect((await resume(turnOf(whole))).text).toBe(whole.text());
});

verifies(
  'resume:no-new-turn resume:query',
  'a cursor makes no new turn, in the header or in the query, with any body',
  async () => {
    const whole = await finishedTurn();
    const calls = used.provider.calls.length;
    const id = whole.events[2]?.id ?? '';
    const bodies = ['{"message":"something else"}', '{"message":""}', 'not json', undefined];
    const expected = (await resume(id)).text;
    for (const body of bodies) {
      if (body !== 'not json') {
        const response = await fetch(`${used.server.url}/chat`, {
          method: 'POST',
          headers: { 'last-event-id': id },
          ...(body === undefined ? {} : { body }),
        });
        expect(await response.text()).toBe(expected);
      }
      expect((await fetch(`${used.server.url}/chat?last_event_id=${id}`, { method: 'POST' })).status).toBe(200);
    }
    expect(used.provider.calls.length).toBe(calls);
  },
);

verifies('fault:C05', 'a malformed cursor is 400 with its code, wherever it stands', async () => {
  const whole = await finishedTurn();
  const turn = turnOf(whole);
  const malformed = [
    'x', `${turn}:`, `${turn}:-1`, `${turn}:NaN`, `${turn}:01`, `${turn}:1e9`, `${turn}:1000000000`, `${turn}:99999999999`,
    `${turn}:1:0`, `${turn}:1:-1`, `${turn}:1.5`, ` ${turn}:1:1:1`, turn.toUpperCase().replaceAll(/\d/g, 'A'), 'a'.repeat(8_192),
    '../../etc/passwd', `${turn}:5;DROP`,
  ]; // prettier-ignore
  for (const cursor of malformed) {
    expect((await resume(cursor)).status, cursor).toBe(400);
    const { status, text, headers } = await resume(cursor, `/api/v1/turns/${turn}/events`);
    expect([status, JSON.parse(text)], cursor).toMatchObject([400, { code: 'invalid_cursor', status: 400 }]);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  }
  for (const query of ['%00', `${turn}:1%00`, `${turn}:1&last_event_id=${turn}:2`]) {
    const { status } = await resume('', `/api/v1/turns/${turn}/events?last_event_id=${query}`);
    expect(status, query).toBe(400);
  }
});

verifies('fault:C06', 'a cursor of another turn is 400 where the address names the turn', async () => {
  const [one, other] = [await finishedTurn(), await finishedTurn()];
  const { status, text } = await resume(other.lastId(), `/api/v1/turns/${turnOf(one)}/events`);
  expect([status, JSON.parse(text)]).toMatchObject([400, { code: 'invalid_cursor' }]);
});

verifies(
  'fault:C07 http:owners-apart',
  "another owner's turn is 404, in the same words as an unknown one",
  async () => {
    const headers = { authorization: `Bearer ${await tokenFor('alice')}` };
    const mallory = { authorization: `Bearer ${await tokenFor('mallory')}` };
    used.provider.enqueue(answer(words(3)));
    const stream = await openStreamClient(used.server.url, { path: '/chat', body: { message: 'Hello' }, headers });
    await stream.ended;
    const turn = turnOf(stream);
    const conversation = String(stream.headers['x-conversation-id']);
    const unknown = '00000000-0000-7000-8000-000000000000';
    const asked: readonly (readonly [
      method: string,
      path: (turn: string, conversation: string) => string,
      body?: object,
    ])[] = [
      ['GET', (id) => `/turns/${id}`],
      ['GET', (id) => `/turns/${id}/events`],
      ['POST', (id) => `/turns/${id}/cancel`],
      ['GET', (_, id) => `/conversations/${id}`],
      ['GET', (_, id) => `/conversations/${id}/messages`],
      ['PATCH', (_, id) => `/conversations/${id}`, { title: 'x' }],
      ['DELETE', (_, id) => `/conversations/${id}`],
      ['POST', (_, id) => `/conversations/${id}/turns`, { message: 'x' }],
    ];
    for (const other of [mallory, {}]) {
      const client = nativeClient(used.server.url, other);
      for (const [method, path, body] of asked) {
        const foreign = await client.call(method, path(turn, conversation), body);
        const missing = await client.call(method, path(unknown, unknown), body);
        expect([method, path('T', 'C'), foreign.status]).toEqual([method, path('T', 'C'), 404]);
        expect({ ...foreign.body, correlation_id: '' }).toEqual({ ...missing.body, correlation_id: '' });
      }
      const resumed = await resume(stream.events[0]?.id ?? '', '/chat', other);
      expect(resumed.status).toBe(404);
    }
    const own = await nativeClient(used.server.url, headers).call('GET', `/turns/${turn}`);
    expect(own.status).toBe(200);
    expect((await nativeClient(used.server.url, mallory).call('GET', '/conversations')).body).toEqual({
      conversations: [],
      next: null,
    });
  },
);

verifies('fault:C09', 'a cursor at the end of an ended turn is 204', async () => {
  const whole = await finishedTurn();
  const atEnd = await resume(whole.lastId());
  expect([atEnd.status, atEnd.text]).toEqual([204, '']);
  expect((await resume(whole.lastId(), `/api/v1/turns/${turnOf(whole)}/events`)).status).toBe(204);
});

verifies('fault:C12 turn:6', 'a key is its owner’s own', async () => {
  const ask = async (user: string, message: string) =>
    await openStreamClient(used.server.url, {
      path: '/chat',
      body: { message },
      headers: { authorization: `Bearer ${await tokenFor(user)}`, 'idempotency-key': 'shared' },
    });
  const [first, again, other, changed] = [
    await ask('alice', 'Hello'),
    await ask('alice', 'Hello'),
    await ask('bob', 'Hello'),
    await ask('alice', 'Goodbye'),
  ];
  await Promise.all([first, again, other, changed].map((stream) => stream.ended));
  expect(turnOf(again)).toBe(turnOf(first));
  expect(turnOf(other)).not.toBe(turnOf(first));
  expect([first, again, other, changed].map(({ status }) => status)).toEqual([200, 200, 200, 422]);
});

test('a cursor of the native API is none of the Assistant’s stream', async () => {
  const client = nativeClient(used.server.url);
  const stream = await client.ask(await client.createConversation(), 'Hello');
  await stream.ended;
  expect((await resume(stream.events[0]?.id ?? '')).status).toBe(400);
});

test('a token that is not valid resumes nothing', async () => {
  const whole = await finishedTurn();
  const expired = await tokenFor('alice', { exp: 1 });
  const { status } = await resume(whole.events[0]?.id ?? '', '/chat', { authorization: `Bearer ${expired}` });
  expect(status).toBe(401);
});
