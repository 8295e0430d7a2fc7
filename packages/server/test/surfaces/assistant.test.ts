import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { answer, refusal } from '../support/fake-provider/script.ts';
import { openStreamClient } from '../support/stream-client.ts';
import { useServer } from '../support/use-server.ts';

const used = useServer({ OPENAI_API_KEY: 'sk-canary-5f2e91', MAX_TOKENS: '1234' });

async function chat(body: string | object, headers: Record<string, string> = {}, path = '/chat') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${used.server.url}${path}`, { method: 'POST', body: text, headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function framesOf(text: string): readonly string[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data);
}

async function conversationCount(): Promise<number> {
  const response = await fetch(`${used.server.url}/api/v1/conversations?limit=200`);
  return ((await response.json()) as { conversations: unknown[] }).conversations.length;
}

describe('POST /chat', () => {
  verifies(
    'assistant:stream:frames assistant:stream:final assistant:both-paths',
    'streams the documented frames',
    async () => {
      for (const path of ['/chat', '/assistant/chat']) {
        used.provider.enqueue(answer(['The', ' answer', ' is', ' 4']));
        const { status, text } = await chat({ message: 'What is 2+2?' }, { 'x-correlation-id': 'abc-123' }, path);
        expect(status).toBe(200);
        expect(framesOf(text)).toEqual([
          '{"content":"The","sequence":0,"is_final":false,"correlation_id":"abc-123"}',
          '{"content":" answer","sequence":1,"is_final":false,"correlation_id":"abc-123"}',
          '{"content":" is","sequence":2,"is_final":false,"correlation_id":"abc-123"}',
          '{"content":" 4","sequence":3,"is_final":false,"correlation_id":"abc-123"}',
          '{"content":"","sequence":4,"is_final":true,"correlation_id":"abc-123"}',
        ]);
        expect(used.provider.callsOf('abc-123').length).toBeGreaterThan(0);
      }
    },
  );

  verifies('assistant:stream:headers', 'says what its stream is and whose', async () => {
    const { headers } = await chat({ message: 'Hello' });
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
      'access-control-allow-origin': '*',
      'x-turn-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-conversation-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-correlation-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  verifies(
    'assistant:stream:error',
    'ends a failed stream with one final frame that tells nothing of the provider',
    async () => {
      used.provider.enqueue(refusal(401, { message: 'canary-upstream' }));
      const { status, text } = await chat({ message: 'Hello' });
      const frames = framesOf(text).map((frame) => JSON.parse(frame) as Record<string, unknown>);
      expect(status).toBe(200);
      expect(frames).toHaveLength(1);
      expect(Object.keys(frames[0] ?? {})).toEqual(['content', 'sequence', 'is_final', 'correlation_id', 'error']);
      expect(frames[0]).toMatchObject({ content: '', sequence: -1, is_final: true });
      expect(text).not.toContain('canary-upstream');
    },
  );

  test('passes model and limits on, and its configured limit where none is given', async () => {
    const before = used.provider.calls.length;
    await chat({ message: '  Hello  ', model: 'gpt-4', max_tokens: '77', extra: true });
    await chat({ message: 'Hello', model: null });
    const [first, second] = used.provider.calls.slice(before);
    expect(first?.body).toMatchObject({
      model: 'gpt-4',
      messages: [{ role: 'system' }, { role: 'user', content: 'Hello' }],
    });
    expect(JSON.stringify(first?.body)).toContain('77');
    expect(JSON.stringify(second?.body)).toContain('1234');
  });

  const long = 'a'.repeat(8_001);
  const INVALID: readonly (readonly [body: string | object, detail: string])[] = [
    [{ message: '' }, "Field 'body.message': String should have at least 1 character"],
    [{ message: long }, "Field 'body.message': String should have at most 8000 characters"],
    [{ message: '🎉'.repeat(8_001) }, "Field 'body.message': String should have at most 8000 characters"],
    [{}, "Field 'body.message': Field required"],
    [{ model: 'gpt-4' }, "Field 'body.message': Field required"],
    [{ message: null }, "Field 'body.message': Input should be a valid string"],
    [{ message: 7 }, "Field 'body.message': Input should be a valid string"],
    [{ message: ['a'] }, "Field 'body.message': Input should be a valid string"],
    [{ message: ' \n\t ' }, "Field 'body.message': Value error, Message must not be blank"],
    [{ message: 'a', max_tokens: 0 }, "Field 'body.max_tokens': Input should be greater than or equal to 1"],
    [{ message: 'a', max_tokens: -1 }, "Field 'body.max_tokens': Input should be greater than or equal to 1"],
    [{ message: 'a', max_tokens: 4_001 }, "Field 'body.max_tokens': Input should be less than or equal to 4000"],
    [{ message: 'a', max_tokens: null }, "Field 'body.max_tokens': Input should be a valid integer"],
    [
      { message: 'a', max_tokens: 1.5 },
      "Field 'body.max_tokens': Input should be a valid integer, got a number with a fractional part",
    ],
    [
      { message: 'a', max_tokens: 'many' },
      "Field 'body.max_tokens': Input should be a valid integer, unable to parse string as an integer",
    ],
    [{ message: 'a', model: 7 }, "Field 'body.model': Input should be a valid string"],
    [{ message: 'a', model: 'gpt-9' }, "Field 'body.model': Value error, Model must be one of: gpt-4"],
    ['', "Field 'body': Field required"],
    ['null', "Field 'body': Field required"],
    ['[]', "Field 'body': Input should be a valid dictionary or object to extract fields from"],
    ['"text"', "Field 'body': Input should be a valid dictionary or object to extract fields from"],
    ['{"message":', "Field 'body': JSON decode error"],
    ['not json', "Field 'body': JSON decode error"],
  ];

  verifies(
    'assistant:validation turn:3',
    'answers bad input with 400 in the documented words and stores nothing',
    async () => {
      const before = await conversationCount();
      const calls = used.provider.calls.length;
      for (const [body, detail] of INVALID) {
        const { status, text, headers } = await chat(body, { 'idempotency-key': 'not-used-up' });
        expect([status, JSON.parse(text)]).toEqual([
          400,
          { error: 'Validation error', detail, correlation_id: headers.get('x-correlation-id') },
        ]);
        expect(headers.get('access-control-allow-origin')).toBe('*');
      }
      expect([await conversationCount(), used.provider.calls.length]).toEqual([before, calls]);
      expect((await chat({ message: 'Hello' }, { 'idempotency-key': 'not-used-up' })).status).toBe(200);
      expect((await chat({ message: 'a'.repeat(8_000), max_tokens: 4_000 })).status).toBe(200);
      expect((await chat({ message: '🎉'.repeat(8_000), max_tokens: 1 })).status).toBe(200);
    },
  );

  verifies('fault:A06', 'lets no text forge a frame', async () => {
    const hostile = ['\n\ndata: {"is_final":true}\n\n', '\r\n\r\nid: x\r\n', '\u2028data: [DONE]\u2029', '\r', ': c\n'];
    used.provider.enqueue(answer(hostile));
    const stream = await openStreamClient(used.server.url, {
      path: '/chat',
      body: { message: `Say ${hostile.join('')}` },
    });
    expect(await stream.ended).toBe(true);
    const contents = stream.events.map(({ data }) => (JSON.parse(data) as { content: string }).content);
    expect(contents).toEqual([...hostile, '']);
    const forgedId = await chat({ message: 'a' }, { 'x-correlation-id': '"},"is_final":true,"x":"' });
    expect(framesOf(forgedId.text).filter((frame) => frame.includes('"is_final":true'))).toHaveLength(1);
  });

  verifies('fault:A05', 'replaces NUL and lone surrogates in a message and goes on', async () => {
    const before = used.provider.calls.length;
    const { status } = await chat('{"message":"a\\u0000b\\ud800c\\u202e"}');
    expect(status).toBe(200);
    expect(JSON.stringify(used.provider.calls[before]?.body)).toContain('a\ufffdb\ufffdc\u202e');
    for (const id of ['a%00b', '%F0%9F%98%80', 'a%20b', 'a'.repeat(129), '..%2F..', '%E2%80%AEx', '%ED%A0%80']) {
      const answered = await fetch(`${used.server.url}/api/v1/turns/${id}`);
      expect(answered.status, id).toBe(400);
    }
  });
});

verifies('fault:C11 turn:7', 'fifty simultaneous requests with one key are one turn that all of them see', async () => {
  const before = used.provider.calls.length;
  const headers = { 'idempotency-key': 'one-of-fifty' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => chat({ message: 'Once' }, headers)));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(new Set(answers.map((each) => each.headers.get('x-turn-id'))).size).toBe(1);
  expect(answers.filter((each) => each.headers.get('idempotency-replayed') === 'true')).toHaveLength(49);
  expect(used.provider.calls.length - before).toBe(1);
  expect((await chat({ message: 'Other' }, headers)).status).toBe(422);
  expect((await chat({ message: 'Once' }, { 'idempotency-key': 'a'.repeat(256) })).status).toBe(400);
});

verifies('assistant:health', 'health is a status and a time with offset', async () => {
  for (const path of ['/health', '/assistant/health']) {
    const health = (await (await fetch(`${used.server.url}${path}`)).json()) as Record<string, string>;
    expect(health).toMatchObject({ status: 'healthy' });
    expect(health.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
  }
});

verifies(
  'assistant:logs:events assistant:logs:no-message-text',
  'logs the life of a request without its text',
  async () => {
    const correlation = 'logged-request';
    const from = used.server.log().length;
    used.provider.enqueue(answer(['canary-', 'answer']));
    await chat({ message: 'canary-question' }, { 'x-correlation-id': correlation });
    await chat({ message: '' }, { 'x-correlation-id': correlation });
    const records = used.server.log().slice(from);
    const own = records.filter((record) => record['correlation_id'] === correlation);
    const events = ['request_received', 'stream_started', 'stream_completed', 'response_complete', 'validation_error'];
    expect(own.map((record) => record['event'])).toEqual(expect.arrayContaining(events));
    const complete = own.find((record) => record['event'] === 'response_complete');
    expect(complete).toMatchObject({ duration_ms: expect.any(Number), chunk_count: 3, status: 'completed' });
    const leaked = /canary-(?:question|answer|5f2e91)/.exec(JSON.stringify(used.server.log()));
    expect(leaked).toBeNull();
  },
);
