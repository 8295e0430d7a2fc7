import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { answer, refusal, words } from '../support/fake-provider/script.ts';
import { turnOf } from '../support/native-client.ts';
import { nativeEvent } from '../support/oracle.ts';
import { openStreamClient, type StreamClient } from '../support/stream-client.ts';
import { useServer } from '../support/use-server.ts';
import { heldAfter, listOf } from './support/native-resources.ts';

const used = useServer();

async function askAndWait(conversation: string, message: string, more: object = {}): Promise<StreamClient> {
  const stream = await used.client.ask(conversation, message, { ...more });
  expect([stream.status, await stream.ended]).toEqual([200, true]);
  return stream;
}

verifies('native:assistants', 'lists assistants with what a client shows of them', async () => {
  const { status, body } = await used.client.call('GET', '/assistants');
  expect(status).toBe(200);
  expect(listOf(body, 'assistants')).toContainEqual({
    name: 'assistant',
    title: expect.any(String),
    description: expect.any(String),
    model: 'gpt-4',
    capabilities: [],
  });
});

verifies('native:guide', 'shows the steps that an assistant leads through, and says where there are none', async () => {
  const { status, body } = await used.client.call('GET', '/assistants/milo/guide');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    title: expect.any(String),
    slots: [{ name: 'interests', title: 'Interests' }, { name: 'careerPaths' }],
  });
  expect(listOf(body, 'steps')).toHaveLength(6);
  expect(listOf(body, 'steps')[0]).toEqual({ id: 'discover', title: 'DISCOVER', goal: expect.any(String) });
  for (const name of ['assistant', 'nobody', 'constructor'])
    expect((await used.client.call('GET', `/assistants/${name}/guide`)).status).toBe(404);
});

verifies('native:conversations', 'creates, lists page by page, reads, renames and deletes conversations', async () => {
  const created = await used.client.call('POST', '/conversations', { title: '  Plans\0 ' });
  expect(created).toMatchObject({ status: 201, body: { assistant: 'assistant', title: 'Plans\ufffd', head: null } });
  const id = String(created.body['id']);
  expect(created.headers.get('location')).toBe(`/api/v1/conversations/${id}`);
  for (let count = 0; count < 4; count += 1) await used.client.createConversation();

  const seen: string[] = [];
  let query = '?limit=2';
  for (let pages = 0; query !== '' && pages < 100; pages += 1) {
    const { body } = await used.client.call('GET', `/conversations${query}`);
    seen.push(...listOf(body, 'conversations').map((each) => each.id));
    const { next } = body;
    query = typeof next === 'string' ? `?limit=2&after=${next}` : '';
  }
  const all = await used.client.call('GET', '/conversations?limit=200');
  expect(seen).toEqual(listOf(all.body, 'conversations').map((each) => each.id));
  expect(new Set(seen).size).toBe(seen.length);

  expect(await used.client.call('PATCH', `/conversations/${id}`, { title: 'New' })).toMatchObject({
    body: { title: 'New' },
  });
  expect(await used.client.call('GET', `/conversations/${id}`)).toMatchObject({
    body: { title: 'New', messages: [], turns: [] },
  });
  expect((await used.client.call('DELETE', `/conversations/${id}`)).status).toBe(204);
  expect((await used.client.call('GET', `/conversations/${id}`)).status).toBe(404);
  expect((await used.client.call('DELETE', `/conversations/${id}`)).status).toBe(404);
});

verifies(
  'native:turn:stream fault:C21',
  'streams numbered events to one terminal, and the history has both messages',
  async () => {
    const conversation = await used.client.createConversation();
    used.provider.enqueue(answer(['Hello', ' you']));
    const stream = await askAndWait(conversation, 'Hi');
    const events = stream.events.map(nativeEvent);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
    expect(events[0]).toMatchObject({ type: 'turn.started', conversation, mount: 'native', owner: 'anonymous' });
    expect(events.at(-1)).toMatchObject({ type: 'turn.completed', text: 'Hello you' });
    const { body } = await used.client.call('GET', `/conversations/${conversation}/messages`);
    const [question, reply] = listOf(body, 'messages');
    expect([question, reply]).toMatchObject([
      { role: 'user', text: 'Hi', parent: null, status: 'complete' },
      { role: 'assistant', text: 'Hello you', parent: question?.id, status: 'complete' },
    ]);
    const turn = await used.client.call('GET', `/turns/${turnOf(stream)}`);
    expect(turn.body).toMatchObject({
      status: 'completed',
      conversation,
      usage: { input: 7, output: 2, estimated: false },
    });
  },
);

verifies(
  'native:turn:json',
  'answers stream:false with one object, a failure with the status of its code',
  async () => {
    const conversation = await used.client.createConversation();
    used.provider.enqueue(answer(['Hello', ' you']), refusal(400));
    const path = `/conversations/${conversation}/turns`;
    const fine = await used.client.call('POST', path, { message: 'Hi', stream: false });
    expect(fine).toMatchObject({ status: 200, body: { status: 'completed', text: 'Hello you', conversation } });
    expect(fine.headers.get('x-turn-id')).toBe(fine.body['turn']);
    const failed = await used.client.call('POST', path, { message: 'Hi', stream: false });
    expect(failed).toMatchObject({
      status: 502,
      body: { status: 'failed', text: '', error: { code: 'upstream_rejected' } },
    });
  },
);

verifies(
  'native:turn:branch',
  'a message with another parent makes a branch, which the conversation then shows',
  async () => {
    const conversation = await used.client.createConversation();
    await askAndWait(conversation, 'First');
    const before = listOf((await used.client.call('GET', `/conversations/${conversation}/messages`)).body, 'messages');
    await askAndWait(conversation, 'Second');
    await askAndWait(conversation, 'Second, edited', { parent: before[1]?.id });
    const edited = listOf((await used.client.call('GET', `/conversations/${conversation}/messages`)).body, 'messages');
    expect(edited.filter(({ role }) => role === 'user').map(({ text }) => text)).toEqual(['First', 'Second, edited']);
    await askAndWait(conversation, 'First, edited', { parent: null });
    const top = listOf((await used.client.call('GET', `/conversations/${conversation}/messages`)).body, 'messages');
    expect(top.filter(({ role }) => role === 'user').map(({ text }) => text)).toEqual(['First, edited']);
  },
);

verifies('native:turn:idempotent', 'a repeat attaches to its turn, streaming or not, and says so', async () => {
  const conversation = await used.client.createConversation();
  const path = `/conversations/${conversation}/turns`;
  const headers = { 'idempotency-key': 'native-once' };
  const calls = used.provider.calls.length;
  const first = await used.client.call('POST', path, { message: 'Hi', stream: false }, headers);
  const again = await used.client.call('POST', path, { message: 'Hi', stream: false }, headers);
  expect([again.status, again.body]).toEqual([200, first.body]);
  expect([first, again].map((each) => each.headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  const stream = await openStreamClient(used.server.url, { path: `/api/v1${path}`, body: { message: 'Hi' }, headers });
  await stream.ended;
  expect([turnOf(stream), stream.headers['idempotency-replayed']]).toEqual([first.body['turn'], 'true']);
  expect(used.provider.calls.length - calls).toBe(1);
  const other = await used.client.call('POST', path, { message: 'Other' }, headers);
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
});

verifies('native:events:any-format', 'follows a turn in every format, from any point', async () => {
  const conversation = await used.client.createConversation();
  used.provider.enqueue(answer(['Hello', ' you']));
  const stream = await askAndWait(conversation, 'Hi');
  const turn = turnOf(stream);
  const assistant = await used.client.follow(turn, '?format=assistant');
  await assistant.ended;
  expect(assistant.events.map(({ data }) => (JSON.parse(data) as { content: string }).content)).toEqual([
    'Hello',
    ' you',
    '',
  ]);
  for (const [index, { data }] of stream.events.entries()) {
    const rest = await used.client.follow(turn, `?after=${index - 1}`);
    await rest.ended;
    expect(rest.events[0]?.data).toBe(data);
    expect(rest.events).toHaveLength(stream.events.length - index);
  }
  const unknown = await used.client.call('GET', `/turns/${turn}/events?format=morse`);
  expect(unknown).toMatchObject({ status: 400, body: { field: 'query.format' } });
  expect((await used.client.call('GET', `/turns/${turn}/events?after=${stream.events.length}`)).status).toBe(400);
  expect((await used.client.call('GET', `/turns/${turn}/events?after=${stream.events.length - 1}`)).status).toBe(204);
  expect((await fetch(`${used.server.url}/api/v1/turns/${turn}/events`, { method: 'HEAD' })).status).toBe(405);
});

verifies(
  'native:snapshot',
  'a conversation tells where its open turn is, and nothing is missed or repeated from there',
  async () => {
    const conversation = await used.client.createConversation();
    used.provider.enqueue(heldAfter(5, 'snapshot'));
    const live = await used.client.ask(conversation, 'Hi');
    await live.received(7);
    const { body } = await used.client.call('GET', `/conversations/${conversation}`);
    const [open] = listOf(body, 'turns');
    expect(listOf(body, 'messages').map(({ role }) => role)).toEqual(['user']);
    expect(open).toMatchObject({ id: turnOf(live), status: 'running', text: words(5).join('') });
    const rest = await used.client.follow(turnOf(live), '', open?.cursor);
    used.provider.release('snapshot');
    expect(await rest.ended).toBe(true);
    const tail = rest.events.map(nativeEvent).map((event) => (event.type === 'part.delta' ? event.text : ''));
    expect(`${open?.text}${tail.join('')}`).toBe(`${words(5).join('')} end.`);
    expect(rest.events.map(nativeEvent)[0]?.seq).toBe(Number(open?.cursor.split(':')[1]) + 1);
    const after = await used.client.call('GET', `/conversations/${conversation}`);
    expect([listOf(after.body, 'messages').length, listOf(after.body, 'turns').length]).toEqual([2, 0]);
  },
);

verifies(
  'native:cancel fault:C18 turn:26',
  'a cancel is stored, answers with the terminal once it is over, and keeps the text',
  async () => {
    const conversation = await used.client.createConversation();
    used.provider.enqueue(heldAfter(5, 'never'));
    const live = await used.client.ask(conversation, 'Hi');
    await live.received(7);
    const first = await used.client.cancel(turnOf(live));
    expect(first).toMatchObject({ status: 202, body: { state: 'stored' } });
    expect(await live.ended).toBe(true);
    const again = await used.client.cancel(turnOf(live));
    expect(again).toMatchObject({ status: 200, body: { state: 'ended', terminal: { type: 'turn.cancelled' } } });
    expect((await used.client.cancel(turnOf(live))).body).toEqual(again.body);
    expect((await used.client.cancel('00000000-0000-7000-8000-000000000000')).status).toBe(404);
    const { body } = await used.client.call('GET', `/conversations/${conversation}/messages`);
    expect(listOf(body, 'messages')[1]).toMatchObject({ status: 'cancelled', text: words(5).join('') });
  },
);

test('a second message waits, is refused or interrupts, as it asks', async () => {
  const conversation = await used.client.createConversation();
  used.provider.enqueue(heldAfter(2, 'busy'), answer(['second']));
  const first = await used.client.ask(conversation, 'One');
  await first.received(4);
  const path = `/conversations/${conversation}/turns`;
  const refused = await used.client.call('POST', path, { message: 'Two', when_busy: 'reject' });
  expect(refused).toMatchObject({ status: 409, body: { code: 'conversation_busy' } });
  const second = await used.client.ask(conversation, 'Three', { when_busy: 'interrupt' });
  expect([await first.ended, await second.ended]).toEqual([true, true]);
  expect(first.events.map(nativeEvent).at(-1)?.type).toBe('turn.cancelled');
  expect(second.events.map(nativeEvent).at(-1)).toMatchObject({ type: 'turn.completed', text: 'second' });
});

verifies('native:problems', 'answers every mistake with a problem that names the field', async () => {
  const conversation = await used.client.createConversation();
  const turns = `/conversations/${conversation}/turns`;
  const elsewhere = await askAndWait(await used.client.createConversation(), 'Hi');
  const foreign = nativeEvent(elsewhere.events[0] ?? expect.unreachable());
  const foreignMessage = foreign.type === 'turn.started' ? foreign.userMessage : '';
  const mistakes: readonly (readonly [method: string, path: string, body: unknown, status: number, field?: string])[] =
    [
      ['POST', turns, {}, 400, 'body.message'],
      ['POST', turns, { message: '' }, 400, 'body.message'],
      ['POST', turns, { message: '   ' }, 400, 'body.message'],
      ['POST', turns, { message: 7 }, 400, 'body.message'],
      ['POST', turns, { message: 'a'.repeat(100_001) }, 400, 'body.message'],
      ['POST', turns, { message: 'a', max_tokens: 0 }, 400, 'body.max_tokens'],
      ['POST', turns, { message: 'a', model: 'other' }, 400, 'body.model'],
      ['POST', turns, { message: 'a', parent: 'a b' }, 400, 'body.parent'],
      ['POST', turns, { message: 'a', parent: '00000000-0000-7000-8000-000000000000' }, 404],
      ['POST', turns, { message: 'a', parent: foreignMessage }, 404],
      ['POST', turns, { message: 'a', when_busy: 'later' }, 400, 'body.when_busy'],
      ['POST', turns, { message: 'a', stream: 'no' }, 400, 'body.stream'],
      ['POST', turns, [], 400, 'body'],
      ['POST', turns, undefined, 400, 'body'],
      ['POST', '/conversations', { assistant: 'nobody' }, 400, 'body.assistant'],
      ['POST', '/conversations', { title: '' }, 400, 'body.title'],
      ['PATCH', `/conversations/${conversation}`, {}, 400, 'body.title'],
      ['GET', '/conversations?limit=0', undefined, 400, 'query.limit'],
      ['GET', '/conversations?limit=x', undefined, 400, 'query.limit'],
      ['GET', '/conversations?after=x', undefined, 400, 'query.after'],
      ['GET', '/conversations/a%0ab', undefined, 400, 'path.id'],
      ['GET', '/conversations/unknown', undefined, 404],
      ['GET', '/turns/unknown', undefined, 404],
      ['GET', '/nothing', undefined, 404],
    ];
  const calls = used.provider.calls.length;
  for (const [method, path, body, status, field] of mistakes) {
    const answered = await used.client.call(method, path, body);
    const where = `${method} ${path} ${JSON.stringify(body)?.slice(0, 80)}`;
    expect([where, answered.status, answered.body['field']]).toEqual([where, status, field]);
    expect(answered.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answered.body).toMatchObject({
      status,
      code: expect.any(String),
      correlation_id: answered.headers.get('x-correlation-id'),
    });
  }
  const text = await fetch(`${used.server.url}/api/v1${turns}`, { method: 'POST', body: '{"message":"a"}' });
  expect([text.status, await text.json()]).toMatchObject([415, { code: 'unsupported_media_type' }]);
  expect(used.provider.calls.length).toBe(calls);
});

verifies('native:openapi', 'describes every route in an OpenAPI 3.1 document', async () => {
  const { status, body } = await used.client.call('GET', '/openapi.json');
  expect([status, body['openapi']]).toEqual([200, '3.1.0']);
  const paths = body['paths'] as Record<string, Record<string, unknown>>;
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(routes.filter((route) => !route.startsWith('HEAD')).toSorted()).toEqual([
    'DELETE /api/v1/conversations/{id}',
    'DELETE /api/v1/documents/{id}',
    'DELETE /api/v1/media/{id}',
    'DELETE /api/v1/memories',
    'DELETE /api/v1/memories/{id}',
    'DELETE /api/v1/users/{user}',
    'DELETE /api/v1/webhooks/{id}',
    'DELETE /api/v1/webhooks/{id}/dead-letters/{letter}',
    'GET /api/v1/assistants',
    'GET /api/v1/assistants/{name}/guide',
    'GET /api/v1/conversations',
    'GET /api/v1/conversations/{id}',
    'GET /api/v1/conversations/{id}/messages',
    'GET /api/v1/conversations/{id}/states/{scope}',
    'GET /api/v1/documents',
    'GET /api/v1/documents/ingestion',
    'GET /api/v1/documents/{id}',
    'GET /api/v1/documents/{id}/pages/{page}',
    'GET /api/v1/media/{id}',
    'GET /api/v1/media/{id}/content',
    'GET /api/v1/memories',
    'GET /api/v1/memories/export',
    'GET /api/v1/memories/{id}',
    'GET /api/v1/operations',
    'GET /api/v1/points',
    'GET /api/v1/points/ledger',
    'GET /api/v1/turns/{id}',
    'GET /api/v1/turns/{id}/context',
    'GET /api/v1/turns/{id}/events',
    'GET /api/v1/users/{user}/points',
    'GET /api/v1/webhooks',
    'GET /api/v1/webhooks/{id}',
    'GET /api/v1/webhooks/{id}/dead-letters',
    'PATCH /api/v1/conversations/{id}',
    'PATCH /api/v1/memories/{id}',
    'PATCH /api/v1/webhooks/{id}',
    'POST /api/v1/conversations',
    'POST /api/v1/conversations/import',
    'POST /api/v1/conversations/{id}/turns',
    'POST /api/v1/documents',
    'POST /api/v1/documents/search',
    'POST /api/v1/media',
    'POST /api/v1/memories/search',
    'POST /api/v1/turns/{id}/cancel',
    'POST /api/v1/users/{user}/points',
    'POST /api/v1/users/{user}/tokens/revoke',
    'POST /api/v1/webhooks',
    'POST /api/v1/webhooks/{id}/dead-letters/{letter}/redeliver',
    'POST /api/v1/webhooks/{id}/rotate',
    'POST /api/v1/webhooks/{id}/test',
  ]);
  expect(JSON.stringify(paths['/api/v1/conversations/{id}/turns'])).toContain('when_busy');
});
