import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { openSqliteSearchIndex } from '../../src/adapters/sqlite/search/open-sqlite-search-index.ts';
import { createServerHome } from '../support/server-process.ts';
import { documentClient } from './support/document-client.ts';
import { longPdf } from './support/files.ts';

const PAGES = 300;

verifies('documents:resume', 'kills in the middle of indexing lose nothing and double nothing', async () => {
  await using home = await createServerHome();
  const place = join(home.folder, 'place');
  await mkdir(place);
  for (const name of ['a', 'b']) await writeFile(join(place, `${name}.pdf`), longPdf(PAGES));
  const seen: number[] = [];
  for (let kill = 0; kill < 2; kill += 1) {
    const server = await home.start({ DOCUMENTS: place });
    const client = documentClient(server.url);
    const pagesDone = async (): Promise<number> => {
      const { current, state, done } = await client.status();
      return state === 'idle' && done > 0 ? PAGES : (current?.pages_done ?? 0);
    };
    await expect.poll(pagesDone, { timeout: 15_000, interval: 3 }).toBeGreaterThan(0);
    seen.push(await pagesDone());
    await server.kill();
  }
  expect(seen.some((pages) => pages < PAGES)).toBe(true);
  const server = await home.start({ DOCUMENTS: place });
  const client = documentClient(server.url);
  await client.idle();
  const { documents } = await client.list();
  expect(Object.fromEntries(documents.map(({ name, pages }) => [name, pages]))).toEqual({
    'a.pdf': PAGES,
    'b.pdf': PAGES,
  });
  await server.stop();
  await using index = await openIndex(join(home.folder, 'documents.db'));
  for (const { id } of documents) {
    const pages = await index.pages('', id, 1, PAGES + 1);
    expect(pages.map(({ page }) => page)).toEqual(Array.from({ length: PAGES }, (_, at) => at + 1));
    expect(pages.every(({ page, text }) => text.startsWith(`Section ${page}\n`))).toBe(true);
    const hits = await index.search({ reader: '', text: 'vessel 4503 cargo', k: 100, documents: [id] });
    expect(new Set(hits.map(({ page, start }) => `${page} ${start}`)).size).toBe(hits.length);
  }
});

async function openIndex(file: string) {
  const index = await openSqliteSearchIndex(file);
  return Object.assign(index, { [Symbol.asyncDispose]: () => index.close() });
}
