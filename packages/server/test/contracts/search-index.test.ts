import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { openSqliteSearchIndex } from '../../src/adapters/sqlite/search/open-sqlite-search-index.ts';
import { searchIndexContract } from './search-index-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlance-index-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

searchIndexContract('sqlite', () => openSqliteSearchIndex(join(folder, 'contract.db')));

const file = { source: 'test', fingerprint: '1', mediaType: 'text/plain', bytes: 1, createdAt: 0, owner: 'ann' };

verifies('retrieval:erased', 'leaves no byte of a removed document in any file, and keeps its neighbours', async () => {
  const index = await openSqliteSearchIndex(join(folder, 'erased.db'));
  for (const name of ['kept', 'gone']) {
    await index.begin({ ...file, generation: name, document: name, name, title: `title${name}marker` });
    const pages = Array.from({ length: 30 }, (_, at) => ({
      text: `body${name}marker word${at}`,
      heading: `head${name}marker`,
    }));
    await index.add(name, 1, pages);
    await index.publish(name);
  }
  expect(await index.remove('ann', 'gone')).toBe(true);
  const holding = (marker: string): readonly string[] =>
    readdirSync(folder).filter(
      (each) => each.startsWith('erased') && readFileSync(join(folder, each)).includes(marker),
    );
  for (const part of ['title', 'body', 'head']) {
    expect(holding(`${part}keptmarker`), part).not.toEqual([]);
    expect(holding(`${part}gonemarker`), part).toEqual([]);
  }
  expect(await index.search({ reader: 'ann', text: 'word7', k: 5 })).toMatchObject([{ document: 'kept', page: 8 }]);
  await index.close();
  await expect(index.search({ reader: 'ann', text: 'word7', k: 5 })).rejects.toMatchObject({ code: 'unavailable' });
});

verifies('retrieval:repeats', 'goes on after it was closed in the middle', async () => {
  const path = join(folder, 'again.db');
  const draft = { ...file, generation: 'g', document: 'd', name: 'd', title: 'd' };
  const before = await openSqliteSearchIndex(path);
  await before.begin(draft);
  await before.add('g', 1, [{ text: 'quince', heading: null }]);
  await before.close();
  const after = await openSqliteSearchIndex(path);
  expect(await after.begin(draft)).toEqual({ pages: 1, published: false });
  await after.add(
    'g',
    1,
    ['quince', 'medlar'].map((text) => ({ text, heading: null })),
  );
  await after.publish('g');
  expect(await after.search({ reader: 'ann', text: 'quince medlar', k: 9 })).toHaveLength(2);
  await after.close();
});

test('makes its file with the first document, and finds nothing before', async () => {
  const index = await openSqliteSearchIndex(join(folder, 'late.db'));
  const files = (): readonly string[] => readdirSync(folder).filter((each) => each.startsWith('late.db'));
  expect(await index.search({ reader: 'ann', text: 'quince', k: 5 })).toEqual([]);
  expect(await index.documents('ann', 5)).toEqual([]);
  expect(await index.remove('ann', 'd')).toBe(false);
  await index.scrub();
  expect(files()).toEqual([]);
  await index.begin({ ...file, generation: 'g', document: 'd', name: 'd', title: 'd' });
  expect(files()).toContain('late.db');
  await index.add('g', 1, [{ text: 'quince', heading: null }]);
  await index.publish('g');
  expect(await index.search({ reader: 'ann', text: 'quince', k: 5 })).toMatchObject([{ document: 'd' }]);
  await index.close();
});

test('refuses a file that cannot serve, and a log whose file is gone, before it is asked anything', async () => {
  writeFileSync(join(folder, 'notes.db'), 'These are my notes. '.repeat(500));
  await expect(openSqliteSearchIndex(join(folder, 'notes.db'))).rejects.toMatchObject({ name: 'StoreUnusable' });
  writeFileSync(join(folder, 'lost.db-wal'), 'frames');
  await expect(openSqliteSearchIndex(join(folder, 'lost.db'))).rejects.toMatchObject({ name: 'StoreUnusable' });
});

test('takes documents once its place can be written again', async () => {
  const path = join(folder, 'place', 'index.db');
  writeFileSync(join(folder, 'place'), 'A file where its folder should be.');
  const index = await openSqliteSearchIndex(path);
  const draft = { ...file, generation: 'g', document: 'd', name: 'd', title: 'd' };
  await expect(index.begin(draft)).rejects.toMatchObject({ code: 'unavailable' });
  rmSync(join(folder, 'place'));
  expect(await index.begin(draft)).toEqual({ pages: 0, published: false });
  await index.close();
  await expect(index.begin(draft)).rejects.toMatchObject({ code: 'unavailable' });
});
