import { afterAll, beforeAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { tokenFor } from '../http/support/tokens.ts';
import { documentClient } from '../ingestion/support/document-client.ts';
import { STRONG_SECRET } from '../security/support/issuer.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';

let server: InProcess;
beforeAll(async () => {
  server = await startInProcess({ environment: { JWT_SECRET_KEY: STRONG_SECRET, AUTH_REQUIRED: 'true' } });
});
afterAll(() => server[Symbol.asyncDispose]());

async function userOf(name: string) {
  const headers = { authorization: `Bearer ${await tokenFor(name, {}, STRONG_SECRET)}` };
  const search = async (body: unknown): Promise<{ readonly status: number; readonly body: unknown }> => {
    const response = await fetch(`${server.url}/api/v1/documents/search`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  return { search, documents: documentClient(server.url, headers) };
}

verifies(
  'retrieval:route retrieval:owners',
  'finds passages of an upload with page and span, for its owner only',
  async () => {
    const [ann, bob] = [await userOf('ann'), await userOf('bob')];
    const page = '  The heron nests in April, high above the pond.';
    const [given] = await ann.documents.give(new File([`Nothing here.\f${page}`], 'birds.txt'));
    await ann.documents.idle();
    const found = await ann.search({ query: 'When are herons nesting?', k: 3, documents: [given?.id] });
    expect(found.status).toBe(200);
    expect(found.body).toMatchObject({
      results: [{ document: given?.id, title: 'birds', page: 2, text: page.trim(), score: expect.any(Number) }],
    });
    expect(await bob.search({ query: 'heron', documents: [given?.id] })).toEqual({
      status: 200,
      body: { results: [] },
    });
    expect(await bob.search({ query: 'heron nests in April above the pond' })).not.toMatchObject({
      body: { results: expect.arrayContaining([expect.objectContaining({ document: given?.id })]) },
    });
  },
);

verifies('retrieval:route', 'refuses what is no question, and names the field', async () => {
  const ann = await userOf('ann');
  for (const [body, field] of [
    [{}, 'query'],
    [{ query: ' ' }, 'query'],
    [{ query: 'x'.repeat(10_001) }, 'query'],
    [{ query: 'a', k: 0 }, 'k'],
    [{ query: 'a', k: 101 }, 'k'],
    [{ query: 'a', documents: 'all' }, 'documents'],
  ] as const) {
    const { status, body: problem } = await ann.search(body);
    expect(status, field).toBe(400);
    expect(JSON.stringify(problem)).toContain(`body.${field}`);
  }
});
