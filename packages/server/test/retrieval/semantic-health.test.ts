import { expect, vi } from 'vitest';
import { z } from 'zod';
import { verifies } from '../../../../spec/verifies.ts';
import { loadConfig } from '../../src/config.ts';
import { documentClient } from '../ingestion/support/document-client.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { startInProcess } from '../support/in-process.ts';

const health = z.object({ semantic: z.string(), degraded: z.array(z.string()) });

verifies('retrieval:meaning retrieval:meaning-away', 'the server says whether it compares meanings', async () => {
  await using provider = await startFakeProvider();
  const environment = { MODEL: 'scripted', EMBEDDING_MODEL: 'small', EMBEDDING_BASE_URL: provider.baseUrl };
  await using server = await startInProcess({ environment });
  const state = async () => health.parse(await (await fetch(`${server.url}/health`)).json());
  const search = async (query: string): Promise<unknown> => {
    const body = JSON.stringify({ query });
    const headers = { 'content-type': 'application/json' };
    return await (await fetch(`${server.url}/api/v1/documents/search`, { method: 'POST', body, headers })).json();
  };
  await vi.waitFor(async () => expect(await state()).toEqual({ semantic: 'vector', degraded: [] }), 10_000);
  const documents = documentClient(server.url);
  await documents.give(new File(['The zeppelin lands on Sundays.'], 'harbour.txt'));
  await documents.idle();
  await vi.waitFor(async () => expect(await search('airship')).toMatchObject({ results: [{ page: 1 }] }), 10_000);
  provider.embeddings.answerWith(() => 503);
  expect(await search('airship')).toEqual({ results: [] });
  expect(await state()).toEqual({ semantic: 'lexical', degraded: ['embeddings'] });
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('parlance_embeddings_up 0');
  expect(metrics).toContain('parlance_searches_without_embedding_total 1');
});

verifies('retrieval:meaning', 'a model of embeddings without a provider is refused at start', () => {
  const database = { STORE_URL: 'sqlite:./unused.db' };
  expect(() => loadConfig({ ...database, EMBEDDING_MODEL: 'small' })).toThrow(
    /^EMBEDDING_MODEL needs EMBEDDING_BASE_URL/,
  );
  const own = { EMBEDDING_MODEL: 'small', EMBEDDING_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_API_KEY: 'not-for-them' };
  expect(loadConfig({ ...database, ...own }).embedding).toEqual({
    model: 'small',
    baseUrl: 'http://127.0.0.1:9/v1',
    apiKey: null,
  });
});
