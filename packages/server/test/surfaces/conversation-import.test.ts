import { afterAll, beforeAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient } from '../support/native-client.ts';
import { jsonLines, talk, type Line } from './support/lines.ts';

let server: InProcess;
beforeAll(async () => {
  server = await startInProcess();
});
afterAll(() => server[Symbol.asyncDispose]());

interface Imported {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function bring(
  lines: string,
  headers: Readonly<Record<string, string>> = {},
  query = '?assistant=assistant',
): Promise<Imported> {
  const response = await fetch(`${server.url}/api/v1/conversations/import${query}`, {
    method: 'POST',
    body: new TextEncoder().encode(lines),
    headers,
  });
  return { status: response.status, body: Object(await response.json()) };
}

async function conversations(): Promise<number> {
  const { body } = await nativeClient(server.url).call('GET', '/conversations?limit=200');
  return Array.isArray(body['conversations']) ? body['conversations'].length : -1;
}

async function messagesOf(id: unknown): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { body } = await nativeClient(server.url).call('GET', `/conversations/${String(id)}/messages`);
  // As its schema says.
  return body['messages'] as readonly Readonly<Record<string, unknown>>[];
}

const TWO = [
  ...talk('2024-03-04T09:00:00Z', [
    ['Ana', 'Hello'],
    ['Ben', 'Hi'],
  ]),
  ...talk('2024-03-05T09:00:00Z', [['Ana', 'Hello again']]),
];

verifies('import:found', 'keeps ids, speakers, times and order, and tells what came in', async () => {
  const { status, body } = await bring(jsonLines(TWO), {}, '?assistant=assistant&title=Old%20friends');
  expect(status).toBe(201);
  expect(body).toMatchObject({
    assistant: 'assistant',
    title: 'Old friends',
    messages: 3,
    sessions: 2,
    speakers: ['Ana', 'Ben'],
    first: '2024-03-04T09:00:00.000Z',
    last: '2024-03-05T09:00:00.000Z',
  });
  expect(body['conversation']).toBe(body['id']);
  expect(await messagesOf(body['id'])).toMatchObject([
    { speaker: 'Ana', external_id: '2024-03-04:1', text: 'Hello', turn: null, created_at: '2024-03-04T09:00:00.000Z' },
    { speaker: 'Ben', external_id: '2024-03-04:2', text: 'Hi' },
    { speaker: 'Ana', external_id: '2024-03-05:1', text: 'Hello again' },
  ]);
});

verifies('import:whole', 'stores nothing of an import whose last line is wrong', async () => {
  const before = await conversations();
  const many: readonly Line[] = Array.from({ length: 450 }, (_, at) => ({
    time: 1_700_000_000 + at,
    speaker: 'Ana',
    text: `Message ${at}`,
  }));
  const { status, body } = await bring(jsonLines([...many, { time: 'whenever', speaker: 'Ana', text: '' }]));
  expect(status).toBe(400);
  expect(body['detail']).toBe('Line 451, time: Must be an ISO 8601 time, or milliseconds since the epoch.');
  expect(await conversations()).toBe(before);
  expect((await bring('')).status).toBe(400);
  expect(await conversations()).toBe(before);
});

verifies('import:errors', 'names the line and the field of what cannot be taken', async () => {
  const good = { time: '2024-03-04', speaker: 'Ana', text: 'Hello' };
  const fieldOf = async (lines: string): Promise<unknown> => (await bring(lines)).body['field'];
  expect(await fieldOf(`${jsonLines([good])}nonsense`)).toBe('body.2');
  expect(await fieldOf(`\n\n${jsonLines([{ ...good, speaker: ' ' }])}`)).toBe('body.3.speaker');
  expect(await fieldOf(jsonLines([good, { ...good, text: 5 }]))).toBe('body.2.text');
  expect(await fieldOf(jsonLines([{ ...good, id: 'a' }, good, { ...good, id: 'a' }]))).toBe('body.3.id');
  expect(await fieldOf(jsonLines([[]]))).toBe('body.1');
});

verifies('import:errors import:times', 'refuses a day that is in no calendar, and one that may be two', async () => {
  for (const time of ['2024-02-30', '30 February 2024', '04/03/2024']) {
    const { status, body } = await bring(
      jsonLines([
        { time: '2024-03-04', speaker: 'Ana', text: 'Hello' },
        { time, speaker: 'Ana', text: 'Hello' },
      ]),
    );
    expect([status, body['field'], body['detail']], time).toEqual([
      400,
      'body.2.time',
      'Line 2, time: Must be an ISO 8601 time, or milliseconds since the epoch.',
    ]);
  }
});

verifies('import:found', 'tells the earliest and the latest time of lines that are out of order', async () => {
  const times = ['2026-01-05T10:00', '2026-01-01T10:00', '2026-01-01T09:45', '2026-01-03T10:00'];
  const { body } = await bring(jsonLines(times.map((time) => ({ time, speaker: 'Ana', text: 'Hello' }))));
  expect(body).toMatchObject({
    messages: 4,
    sessions: 3,
    first: '2026-01-01T09:45:00.000Z',
    last: '2026-01-05T10:00:00.000Z',
  });
});

verifies('import:once', 'imports once under one key, at once or later, and refuses another body under it', async () => {
  const key = { 'Idempotency-Key': 'import-1' };
  const before = await conversations();
  const [first, second] = await Promise.all([bring(jsonLines(TWO), key), bring(jsonLines(TWO), key)]);
  const again = await bring(jsonLines(TWO), key);
  expect([first.status, second.status].toSorted((a, b) => a - b)).toEqual([200, 201]);
  expect(again.status).toBe(200);
  expect(again.body).toEqual(first.body);
  expect(second.body).toEqual(first.body);
  expect(await conversations()).toBe(before + 1);
  expect((await bring(jsonLines(TWO.slice(1)), key)).status).toBe(422);
  expect(await messagesOf(first.body['id'])).toHaveLength(3);
});

verifies('import:types', 'reads lines whatever they are called, and says what is too much', async () => {
  for (const type of ['application/x-ndjson', 'application/jsonl', 'text/plain; charset=utf-8', 'application/json']) {
    expect((await bring(jsonLines(TWO), { 'Content-Type': type })).status).toBe(201);
  }
  const response = await fetch(`${server.url}/openapi.json`).catch(() => null);
  expect(response).not.toBeNull();
  const long = await bring(jsonLines([{ time: 0, speaker: 'Ana', text: 'x'.repeat(100_001) }]));
  expect(long.body['field']).toBe('body.1.text');
});

verifies('import:times', 'reads times with and without a zone, and numbers', async () => {
  const times = [
    '2024-03-04T10:00:00+01:00',
    '2024-03-04 09:00',
    1_709_542_800,
    1_709_542_800_000,
    '9:00 am on 4 March, 2024',
  ];
  const { body } = await bring(jsonLines(times.map((time) => ({ time, speaker: 'Ana', text: 'Hello' }))));
  const found = await messagesOf(body['id']);
  expect(found.map((message) => message['created_at'])).toEqual(times.map(() => '2024-03-04T09:00:00.000Z'));
});

verifies('import:extract', 'draws memories from it where that is wanted, and from no other', async () => {
  const said = talk('2024-05-01T09:00:00Z', [
    ['user', 'My favourite color is teal.'],
    ['assistant', 'I will keep that in mind.'],
  ]);
  const memories = async (): Promise<string> => {
    const { body } = await nativeClient(server.url).call('GET', '/memories');
    return JSON.stringify(body);
  };
  expect((await bring(jsonLines(said), {}, '?assistant=staff')).status).toBe(201);
  expect((await bring(jsonLines(said), {}, '?assistant=milo&extract=true')).body['field']).toBe('query.extract');
  const wanted = said.map((line) => ({ ...line, text: line.text.replace('teal', 'ochre') }));
  expect((await bring(jsonLines(wanted), {}, '?assistant=staff&extract=true')).status).toBe(201);
  await expect.poll(memories, { timeout: 15_000 }).toContain('ochre');
  expect(await memories()).not.toContain('teal');
});
