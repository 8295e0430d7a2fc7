import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { createOpenAiEmbeddings } from '../../src/adapters/embeddings/openai-embeddings.ts';
import { openSqliteSearchIndex } from '../../src/adapters/sqlite/search/open-sqlite-search-index.ts';
import { createSemanticIndex, type SemanticIndex } from '../../src/ingestion/meaning/semantic-index.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlance-meaning-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Meant extends AsyncDisposable {
  readonly index: SemanticIndex;
  readonly provider: FakeProvider;
  readonly clock: ManualClock;
  readonly unmeant: () => number;
  /** Ends it, and opens the same file for another model. */
  again(model: string): Promise<Meant>;
}

async function open(name: string, model = 'small', provider?: FakeProvider): Promise<Meant> {
  const asked = provider ?? (await startFakeProvider());
  const clock = new ManualClock();
  let unmeant = 0;
  const quiet = { info: () => undefined, warning: () => undefined, error: () => undefined };
  const index = createSemanticIndex({
    index: await openSqliteSearchIndex(join(folder, `${name}.db`)),
    embedder: createOpenAiEmbeddings({ baseUrl: asked.baseUrl, apiKey: 'key-of-tests', model }),
    clock,
    log: quiet,
    onUnmeant: () => (unmeant += 1),
  });
  index.start();
  await index.settled();
  return {
    index,
    provider: asked,
    clock,
    unmeant: () => unmeant,
    again: async (other) => {
      await index.close();
      return await open(name, other, asked);
    },
    [Symbol.asyncDispose]: async () => {
      await index.close();
      await asked.close();
    },
  };
}

async function put({ index }: Meant, name: string, owner: string, ...texts: readonly string[]): Promise<void> {
  const file = { source: 'test', fingerprint: '1', mediaType: 'text/plain', bytes: 1, createdAt: 0 };
  await index.begin({ ...file, generation: name, document: name, owner, name, title: name });
  await index.add(
    name,
    1,
    texts.map((text) => ({ text, heading: null })),
  );
  await index.publish(name);
  await index.settled();
}

const asked = { reader: 'ann', k: 5 };
const found = async ({ index }: Meant, text: string, more = {}): Promise<readonly string[]> =>
  (await index.search({ ...asked, text, ...more })).map(({ document, page }) => `${document}:${page}`);

verifies('retrieval:meaning', 'finds what means the same and has none of the words, with key and model', async () => {
  await using meant = await open('meaning');
  expect(meant.index.kind).toBe('vector');
  await put(meant, 'harbour', 'ann', 'Boats come and go.', 'The zeppelin lands on Sundays.');
  await put(meant, 'kitchen', 'ann', 'Broth is served at noon.');
  await put(meant, 'secret', 'bob', 'A dirigible, an airship, a zeppelin!');
  expect((await found(meant, 'airship'))[0]).toBe('harbour:2');
  expect((await found(meant, 'When is soup ready?'))[0]).toBe('kitchen:1');
  expect(await found(meant, 'airship', { documents: ['kitchen', 'secret'] })).toEqual(['kitchen:1']);
  expect(await found(meant, 'airship')).not.toContain('secret:1');
  const { headers, model, texts } = meant.provider.embeddings.calls[1] ?? {};
  expect([model, headers?.authorization, texts]).toEqual([
    'small',
    'Bearer key-of-tests',
    ['harbour\nBoats come and go.', 'harbour\nThe zeppelin lands on Sundays.'],
  ]);
});

verifies('retrieval:meaning-away', 'compares words only while the provider is away, and says so', async () => {
  await using meant = await open('away');
  await put(meant, 'harbour', 'ann', 'The zeppelin lands on Sundays.');
  meant.provider.embeddings.answerWith(() => 503);
  expect(await found(meant, 'zeppelin')).toEqual(['harbour:1']);
  expect([meant.index.kind, meant.unmeant()]).toEqual(['lexical', 1]);
  const calls = meant.provider.embeddings.calls.length;
  expect(await found(meant, 'airship')).toEqual([]);
  await put(meant, 'quay', 'ann', 'A dirigible is moored.');
  // It is left alone until it is time, by questions and by documents.
  expect(meant.provider.embeddings.calls).toHaveLength(calls);
  meant.provider.embeddings.answerWith(() => 200);
  meant.clock.advance(30_000);
  await meant.index.settled();
  expect(meant.index.kind).toBe('vector');
  expect([...(await found(meant, 'airship'))].sort()).toEqual(['harbour:1', 'quay:1']);
});

verifies(
  'retrieval:meaning-model',
  'gives new vectors when the model changes, and compares those of one model',
  async () => {
    const before = await open('change');
    await put(before, 'harbour', 'ann', ...Array.from({ length: 40 }, (_, at) => `Page ${at} of the zeppelin.`));
    const after = await before.again('large');
    expect(
      after.provider.embeddings.calls.filter(({ model }) => model === 'large').flatMap(({ texts }) => texts),
    ).toHaveLength(40);
    expect(await found(after, 'airship')).toHaveLength(5);
    const calls = after.provider.embeddings.calls.length;
    await using last = await after.again('large');
    // Nothing is left to do: one question whether anybody is there.
    expect(last.provider.embeddings.calls).toHaveLength(calls + 1);
  },
);

verifies('retrieval:meaning-refused', 'leaves out a passage that the model does not take, and no other', async () => {
  await using meant = await open('refused');
  meant.provider.embeddings.answerWith((texts) => (texts.some((text) => text.includes('forbidden')) ? 400 : 200));
  await put(meant, 'harbour', 'ann', 'The forbidden page.', 'The zeppelin lands.');
  expect(meant.index.kind).toBe('vector');
  expect((await found(meant, 'airship'))[0]).toBe('harbour:2');
  expect(await found(meant, 'forbidden')).toContain('harbour:1');
});

verifies('retrieval:meaning-away', 'takes an answer that is no vectors for no answer', async () => {
  await using provider = await startFakeProvider();
  const embedder = createOpenAiEmbeddings({ baseUrl: provider.baseUrl, apiKey: null, model: 'small' });
  const options = { timeLimitMs: 5_000, signal: new AbortController().signal };
  expect(await embedder.embed(['a', 'b'], options)).toHaveLength(2);
  for (const [status, code] of [
    [400, 'refused'],
    [401, 'unavailable'],
    [429, 'unavailable'],
    [500, 'unavailable'],
    [302, 'unavailable'],
  ] as const) {
    provider.embeddings.answerWith(() => status);
    await expect(embedder.embed(['a'], options), String(status)).rejects.toMatchObject({ code });
  }
  await provider.close();
  await expect(embedder.embed(['a'], options)).rejects.toMatchObject({ code: 'unavailable' });
});

verifies('retrieval:erased', 'leaves no vector of what is removed', async () => {
  await using meant = await open('gone');
  await put(meant, 'harbour', 'ann', 'The zeppelin lands.');
  const vector = await createOpenAiEmbeddings({ baseUrl: meant.provider.baseUrl, apiKey: null, model: 'small' }).embed(
    ['harbour\nThe zeppelin lands.'],
    { timeLimitMs: 5_000, signal: new AbortController().signal },
  );
  const bytes = Buffer.from(vector[0]?.buffer ?? new ArrayBuffer());
  const holding = (): readonly string[] =>
    readdirSync(folder).filter((name) => name.startsWith('gone') && readFileSync(join(folder, name)).includes(bytes));
  expect([bytes.length, holding().length > 0]).toEqual([256, true]);
  expect(await meant.index.remove('ann', 'harbour')).toBe(true);
  expect(holding()).toEqual([]);
});
