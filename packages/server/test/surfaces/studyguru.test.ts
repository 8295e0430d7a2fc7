import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { answer, refusal, words, type Script } from '../support/fake-provider/script.ts';
import { nativeClient } from '../support/native-client.ts';
import { openStreamClient, type StreamClient } from '../support/stream-client.ts';
import { startInProcess } from '../support/in-process.ts';
import { useServer } from '../support/use-server.ts';

const PATH = '/api/stream/stream-conversation';
const SIMPLE = '/api/stream/stream-simple';

const used = useServer({ JWT_SECRET_KEY: SECRET, ALLOW_ANONYMOUS: 'true', ENABLE_LOGS: 'true', POINTS_GRANT: '1000' });
let markers = 0;

async function bearer(user = 'alice'): Promise<Readonly<Record<string, string>>> {
  return { authorization: `Bearer ${await tokenFor(user)}` };
}

/** A question that the provider answers so. */
function question(script: Script): string {
  markers += 1;
  const marker = `question number ${markers}.`;
  used.provider.onMarker(marker, script);
  return marker;
}

async function ask(body: object, path = PATH, user = 'alice'): Promise<StreamClient> {
  return openStreamClient(used.server.url, { path, body, headers: await bearer(user) });
}

async function call(
  path: string,
  init: RequestInit = {},
  user: string | null = 'alice',
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: unknown }> {
  const headers = { ...(user === null ? {} : await bearer(user)), ...Object(init.headers) };
  const response = await fetch(`${used.server.url}${path}`, { ...init, headers });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}

const post = (body: unknown, user: string | null = 'alice', path = PATH) =>
  call(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }, user);

function framesOf(stream: StreamClient): readonly Readonly<Record<string, unknown>>[] {
  const frames: readonly Readonly<Record<string, unknown>>[] = JSON.parse(
    `[${stream.events.map(({ data }) => data).join()}]`,
  );
  return frames;
}

describe('a question', () => {
  verifies(
    'studyguru:stream studyguru:bill',
    'is answered in the documented form and billed by what was counted',
    async () => {
      const stream = await ask({ message: question(answer(['2 + 2', ' is 4.'], { input: 148 })) });
      expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
      await stream.ended;
      const frames = framesOf(stream);
      expect(frames.map((frame) => Object.keys(frame).join())).toEqual([
        'type,interaction_id,is_new_interaction,user_id',
        'type,content,timestamp',
        'type,content,timestamp',
        'type,content,tokens_used,points_cost,timestamp',
      ]);
      expect(frames[0]).toMatchObject({ type: 'metadata', is_new_interaction: true, user_id: 'alice' });
      expect(String(frames[0]?.['interaction_id'])).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(frames.at(-1)).toMatchObject({
        type: 'complete',
        content: '2 + 2 is 4.',
        tokens_used: 150,
        points_cost: 5,
      });
      expect(Number(frames[1]?.['timestamp'])).toBeCloseTo(Date.now() / 1_000, -2);
      const { body } = await call('/api/v1/points/ledger?limit=1');
      expect(body).toMatchObject({ lines: [{ points: -5, turn: stream.headers['x-turn-id'] }] });
    },
  );

  verifies('studyguru:interaction', 'goes on in its interaction, whose earlier messages the model reads', async () => {
    const first = await ask({ message: question(answer(['Remembered.'])) });
    await first.ended;
    const interaction = framesOf(first)[0]?.['interaction_id'];
    const second = await ask({ message: question(answer(['Still here.'])), interaction_id: interaction });
    await second.ended;
    expect(framesOf(second)[0]).toMatchObject({ interaction_id: interaction, is_new_interaction: false });
    expect(JSON.stringify(used.provider.calls.at(-1)?.body)).toContain('Remembered.');
  });

  verifies('studyguru:400', 'may have null for every optional field', async () => {
    const message = question(answer(['Yes.']));
    const stream = await ask({ message, interaction_id: null, media_files: null, max_tokens: null });
    await stream.ended;
    expect(framesOf(stream).at(-1)).toMatchObject({ type: 'complete', content: 'Yes.' });
  });

  verifies('studyguru:error', 'that the provider refuses ends with one error event, and costs nothing', async () => {
    const stream = await ask({ message: question(refusal(401)) }, PATH, 'unlucky');
    await stream.ended;
    const frames = framesOf(stream);
    expect(frames.map(({ type }) => type)).toEqual(['metadata', 'error']);
    expect(Object.keys(frames[1] ?? {})).toEqual(['type', 'error', 'timestamp']);
    const { body } = await call('/api/v1/points', {}, 'unlucky');
    expect(body).toMatchObject({ balance: 1_000 });
  });

  verifies('studyguru:simple', 'may stand in the address, and is the same question for its key', async () => {
    const message = question(answer(['Simply four.']));
    const headers = { ...(await bearer()), 'Idempotency-Key': 'simple-and-full' };
    const simple = await openStreamClient(used.server.url, {
      path: `${SIMPLE}?message=${encodeURIComponent(message)}`,
      headers,
    });
    await simple.ended;
    expect(framesOf(simple).at(-1)).toMatchObject({ type: 'complete', content: 'Simply four.' });
    const full = await openStreamClient(used.server.url, { path: PATH, body: { message }, headers });
    await full.ended;
    expect(full.headers['idempotency-replayed']).toBe('true');
    expect(full.text()).toBe(simple.text());
    const refused = await call(`${SIMPLE}?message=`);
    expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining('message') } });
    expect(refused.headers.get('cache-control')).toBe('no-store');
  });

  verifies('studyguru:interaction', 'is a conversation that its user renames, stops and deletes', async () => {
    const message = question({
      steps: [...answer(words(3)).steps.slice(0, 2), { kind: 'wait', gate: 'never opened' }],
    });
    const stream = await ask({ message });
    await stream.received(3);
    const path = `/api/v1/conversations/${String(framesOf(stream)[0]?.['interaction_id'])}`;
    const turn = String(stream.headers['x-turn-id']);
    const renaming = { method: 'PATCH', body: '{"title":"Algebra"}', headers: { 'content-type': 'application/json' } };
    expect(await call(path, renaming, 'bob')).toMatchObject({ status: 404 });
    expect(await call(path, renaming)).toMatchObject({
      status: 200,
      body: { title: 'Algebra', assistant: 'studyguru' },
    });
    expect(await call(`/api/v1/turns/${turn}/cancel`, { method: 'POST' }, 'bob')).toMatchObject({ status: 404 });
    expect(await call(`/api/v1/turns/${turn}/cancel`, { method: 'POST' })).toMatchObject({ status: 202 });
    await stream.ended;
    expect(framesOf(stream).at(-1)).toMatchObject({ type: 'complete', content: words(3).join('') });
    const { body } = await call(path);
    expect(body).toMatchObject({ messages: [{ text: message }, { status: 'cancelled' }], turns: [] });
    expect(await call(path, { method: 'DELETE' })).toMatchObject({ status: 204 });
    expect(await call(path)).toMatchObject({ status: 404 });
  });

  verifies('studyguru:resume', 'that broke off goes on after the last id, wherever it is asked for', async () => {
    const message = question({
      steps: [
        ...answer(words(5)).steps.slice(0, 2),
        { kind: 'wait', gate: 'resume' },
        ...answer([' end']).steps.slice(1),
      ],
    });
    const first = await ask({ message });
    await first.received(4);
    first.cut();
    used.provider.release('resume');
    const headers = { ...(await bearer()), 'Last-Event-ID': first.lastId() };
    const rest = await openStreamClient(used.server.url, { path: `/studyguru${PATH}`, body: {}, headers });
    await rest.ended;
    const whole = [...framesOf(first), ...framesOf(rest)];
    const text = whole.filter(({ type }) => type === 'token').map(({ content }) => content);
    expect(whole.at(-1)).toMatchObject({ type: 'complete', content: text.join('') });
    expect(text).toEqual([...words(5), ' end']);
    expect(await call(SIMPLE, { headers: { 'Last-Event-ID': rest.lastId() } })).toMatchObject({ status: 204 });
    expect(await call(SIMPLE, { headers: { 'Last-Event-ID': rest.lastId() } }, 'bob')).toMatchObject({ status: 404 });
  });
});

describe('a request that cannot be answered', () => {
  verifies('studyguru:400 fault:S16', 'names the field, with 400', async () => {
    const wrong: readonly (readonly [unknown, string])[] = [
      ['{"message": ', 'body'],
      ['[]', 'body'],
      [{}, 'message'],
      [{ message: '   ' }, 'message'],
      [{ message: 5 }, 'message'],
      [{ message: 'x'.repeat(100_001) }, 'message'],
      [{ message: 'Hi', interaction_id: 7 }, 'interaction_id'],
      [{ message: 'Hi', interaction_id: '../etc' }, 'interaction_id'],
      [{ message: 'Hi', media_files: 'a' }, 'media_files'],
      [{ message: 'Hi', media_files: [{ url: 'https://example.org' }] }, 'media_files[0].id'],
      [{ message: 'Hi', media_files: [{ id: 'a', url: 5 }] }, 'media_files[0].url'],
      [{ message: 'Hi', max_tokens: 0 }, 'max_tokens'],
      [{ message: 'Hi', max_tokens: 'many' }, 'max_tokens'],
      [{ message: 'Hi', max_tokens: 32_001 }, 'max_tokens'],
    ];
    const before = used.provider.calls.length;
    for (const [body, field] of wrong) {
      const answered = await post(body);
      expect([body, answered.status]).toEqual([body, 400]);
      expect(answered.body).toEqual({ detail: expect.stringMatching(new RegExp(`^${RegExp.escape(field)}`)) });
    }
    expect(used.provider.calls).toHaveLength(before);
  });

  verifies('studyguru:401', 'is 401 without a token, although others may be anonymous here', async () => {
    expect(await post({ message: 'Hi' }, null)).toMatchObject({ status: 401, body: { detail: expect.any(String) } });
    expect(await call(`${SIMPLE}?message=Hi`, {}, null)).toMatchObject({ status: 401 });
    const headers = { authorization: 'Bearer nonsense' };
    expect(await call(PATH, { method: 'POST', body: '{"message":"Hi"}', headers }, null)).toMatchObject({
      status: 401,
    });
  });

  verifies('studyguru:foreign', 'is 404 for an interaction that is not of this user and this system', async () => {
    const mine = await ask({ message: question(answer(['Mine.'])) });
    await mine.ended;
    const interaction = framesOf(mine)[0]?.['interaction_id'];
    const native = await nativeClient(used.server.url, await bearer()).createConversation();
    const unknown = await post({ message: 'Hi', interaction_id: '01900000-0000-7000-8000-000000000000' });
    expect(unknown).toMatchObject({ status: 404, body: { detail: 'There is no such interaction.' } });
    expect((await post({ message: 'Hi', interaction_id: interaction }, 'bob')).body).toEqual(unknown.body);
    expect((await post({ message: 'Hi', interaction_id: native })).body).toEqual(unknown.body);
  });

  verifies('studyguru:402', 'is 402 where the points do not suffice', async () => {
    const admin = {
      authorization: `Bearer ${await tokenFor('root', { roles: ['admin'] })}`,
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ points: -1_000, reason: 'All of it' });
    expect(await call('/api/v1/users/poor/points', { method: 'POST', body, headers: admin }, null)).toMatchObject({
      status: 201,
    });
    const refused = await post({ message: 'Hi' }, 'poor');
    expect(refused).toMatchObject({ status: 402, body: { detail: expect.stringContaining('0 are left') } });
  });

  verifies('studyguru:browser-requests fault:A12', 'begins nothing where no script sent it', async () => {
    const before = used.provider.calls.length;
    for (const headers of [
      { 'Sec-Fetch-Dest': 'image' },
      { 'Sec-Fetch-Dest': 'document' },
      { 'Sec-Fetch-Dest': 'empty', 'Sec-Purpose': 'prefetch' },
    ]) {
      expect(await call(`${SIMPLE}?message=Hi`, { headers })).toMatchObject({ status: 403 });
    }
    expect(await call(`${SIMPLE}?message=Hi`, { method: 'HEAD' })).toMatchObject({ status: 405 });
    expect(used.provider.calls).toHaveLength(before);
  });
});

verifies('studyguru:health', 'tells that the service is up, to everybody', async () => {
  for (const prefix of ['', '/studyguru']) {
    const { status, body } = await call(`${prefix}/api/stream/health`, {}, null);
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'healthy', service: 'interaction-streaming', timestamp: expect.any(Number) });
  }
});

verifies('studyguru:logs fault:A12', 'logs the life of a stream when asked to, and no word of it', async () => {
  const secretWords = 'a-very-private-question';
  const message = `${question(answer(['a-private-answer']))} ${secretWords}`;
  const stream = await openStreamClient(used.server.url, {
    path: `${SIMPLE}?message=${encodeURIComponent(message)}`,
    headers: await bearer(),
  });
  await stream.ended;
  const lines = used.server.log().filter(({ turn }) => turn === stream.headers['x-turn-id']);
  const events = lines.map(({ event }) => event);
  expect(events).toEqual(
    expect.arrayContaining(['studyguru_stream_opened', 'studyguru_first_token', 'studyguru_stream_ended']),
  );
  expect(JSON.stringify(used.server.log())).not.toContain('private');
});

verifies('studyguru:429', 'says when to come back where a user asks too often', async () => {
  await using limited = await startInProcess({
    environment: { OPENAI_BASE_URL: used.provider.baseUrl, JWT_SECRET_KEY: SECRET, RATE_LIMIT: '2/min' },
  });
  const send = async () =>
    fetch(`${limited.url}${PATH}`, { method: 'POST', body: '{"message":"Hi"}', headers: await bearer('hasty') });
  await (await send()).text();
  await (await send()).text();
  const refused = await send();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toEqual({ detail: expect.any(String) });
});
