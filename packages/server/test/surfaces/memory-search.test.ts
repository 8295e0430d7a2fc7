import { afterAll, beforeAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient } from '../support/native-client.ts';
import { jsonLines, talk } from './support/lines.ts';

const LINES = [
  ...talk('2024-03-04T09:00:00Z', [
    ['Ana', 'Good morning! How was your weekend?'],
    ['Ben', 'Lovely, thanks. Yesterday I bought an old sailing boat with my brother.'],
    ['Ana', 'Wow! What will you call her?'],
    ['Ben', 'Marigold, like the flower by our door.'],
    ['Ana', 'Ben, did you ever get seasick?'],
  ]),
  ...talk('2024-03-20T18:00:00Z', [
    ['Ben', 'I have to learn how to fix an engine now.'],
    ['Ana', 'I took the children to the zoo last Saturday, they adored the penguins.'],
    ['Ben', 'My own children would love that.'],
  ]),
  ...talk('2024-06-02T12:00:00Z', [
    ['Ana', 'My new job at the museum starts in July.'],
    ['Ben', 'Congratulations! Mine at the harbour is as dull as ever.'],
    ['Ana', 'We are going to celebrate with a big cake tomorrow.'],
  ]),
];

let server: InProcess;
let conversation: string;
beforeAll(async () => {
  server = await startInProcess();
  const response = await fetch(`${server.url}/api/v1/conversations/import`, { method: 'POST', body: jsonLines(LINES) });
  expect(response.status).toBe(201);
  const { id }: { id?: unknown } = Object(await response.json());
  conversation = String(id);
});
afterAll(() => server[Symbol.asyncDispose]());

interface Found {
  readonly kind: string;
  readonly text: string;
  readonly score: number;
  readonly sources: readonly { readonly external_id: string; readonly speaker: string }[];
}

async function ask(query: string, more: Readonly<Record<string, unknown>> = {}): Promise<readonly Found[]> {
  const { status, body } = await nativeClient(server.url).call('POST', '/memories/search', {
    conversation,
    query,
    ...more,
  });
  expect(status).toBe(200);
  // As its schema says.
  return body['results'] as readonly Found[];
}

const ids = (found: readonly Found[]): readonly string[] => found.map(({ sources }) => sources[0]?.external_id ?? '');

verifies('recall:result import:found', 'gives message, outside id, time and speaker, best first', async () => {
  const [best, ...rest] = await ask('Which boat did Ben buy?', { k: 3 });
  expect(best).toEqual({
    kind: 'message',
    text: 'Lovely, thanks. Yesterday I bought an old sailing boat with my brother.',
    score: expect.any(Number),
    sources: [
      {
        message: expect.any(String),
        external_id: '2024-03-04:2',
        conversation,
        time: '2024-03-04T09:01:00.000Z',
        speaker: 'Ben',
      },
    ],
  });
  expect(rest.length).toBeLessThanOrEqual(2);
  for (const { score } of rest) expect(score).toBeLessThanOrEqual(best?.score ?? 0);
});

verifies('recall:words', 'finds other forms and everyday words for the same', async () => {
  expect(ids(await ask('Whose kids went to the zoo and saw birds?'))[0]).toBe('2024-03-20:2');
  expect(ids(await ask('Who is buying something to sail?'))[0]).toBe('2024-03-04:2');
  expect(ids(await ask('What career move did Ana make?'))[0]).toBe('2024-06-02:1');
});

verifies('recall:speakers', 'puts those first who are asked about', async () => {
  expect(ids(await ask("What did Ana's children do?"))[0]).toBe('2024-03-20:2');
  expect(ids(await ask("What would Ben's children do?"))[0]).toBe('2024-03-20:3');
});

verifies('recall:answers', 'finds an answer that shares no word with the question', async () => {
  expect(ids(await ask('What does Ben call his boat?')).slice(0, 3)).toContain('2024-03-04:4');
});

verifies('recall:dates', 'finds days by their dates and by words such as yesterday', async () => {
  expect(ids(await ask('What did they do on 16 March 2024?'))[0]).toBe('2024-03-20:2');
  expect(ids(await ask('What happened last month?', { now: '2024-04-10' })).slice(0, 8)).not.toContain('2024-06-02:1');
  expect(ids(await ask('What will Ana do in July 2024?'))[0]).toBe('2024-06-02:1');
  expect(ids(await ask('What was planned for yesterday?', { now: '2024-06-04T08:00:00Z' }))[0]).toBe('2024-06-02:3');
});

verifies('recall:budget', 'ends before the text that goes beyond the budget, after one at least', async () => {
  const all = await ask('Ben');
  expect(all.length).toBeGreaterThan(2);
  expect(await ask('Ben', { budget_tokens: 1 })).toEqual(all.slice(0, 1));
  const few = await ask('Ben', { budget_tokens: 30 });
  expect(few.length).toBeLessThan(all.length);
  expect(all.slice(0, few.length)).toEqual(few);
});

verifies('recall:owners', 'takes one scope, of the caller, and answers 404 for any other', async () => {
  const client = nativeClient(server.url);
  const search = async (body: unknown): Promise<number> => (await client.call('POST', '/memories/search', body)).status;
  expect(await search({ conversation: 'nobody-has-this', query: 'boat' })).toBe(404);
  expect(await search({ assistant: 'nobody', query: 'boat' })).toBe(404);
  expect(await search({ assistant: 'staff/nobody', query: 'boat' })).toBe(404);
  expect(await search({ assistant: 'jacie/maya', query: 'boat' })).toBe(404);
  expect(await search({ assistant: 'staff/maya', query: 'boat' })).toBe(200);
  expect(await search({ query: 'boat' })).toBe(400);
  expect(await search({ conversation, assistant: 'staff', query: 'boat' })).toBe(400);
  expect(await search({ conversation, query: '   ' })).toBe(400);
  expect(await search({ conversation, query: 'boat', now: 'soon' })).toBe(400);
  expect(await search({ assistant: 'jacie', query: 'boat' })).toBe(200);
});
