import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { DocumentDraft, SearchHit, SearchIndex } from '../../src/ports/search-index.ts';
import { LIBRARY, type LibraryText } from './search-index-library.ts';

/** Opens an empty index. */
export type OpenIndex = () => Promise<SearchIndex>;

const draftOf = (
  { name, title = name, owner = 'ann' }: Omit<LibraryText, 'pages'>,
  generation = name,
): DocumentDraft => ({
  generation,
  document: name,
  owner,
  source: 'test',
  name,
  title,
  fingerprint: generation,
  mediaType: 'text/plain',
  bytes: 1,
  createdAt: 0,
});

const pagesOf = (texts: readonly string[]) => texts.map((text) => ({ text, heading: null }));

async function put(index: SearchIndex, text: LibraryText, generation = text.name): Promise<void> {
  await index.begin(draftOf(text, generation));
  await index.add(generation, 1, pagesOf(text.pages));
  await index.publish(generation);
}

const placeOf = ({ document, page }: SearchHit): string => `${document}:${page}`;

/** The MUSTs of `ports/search-index.ts`, and what it ranks first; run by each index. */
export function searchIndexContract(adapter: string, open: OpenIndex): void {
  describe(`the search index contract on ${adapter}`, () => {
    let index: SearchIndex;
    const find = (text: string, k = 10, reader = 'ann') => index.search({ reader, text, k });
    const first = async (text: string) => (await find(text)).slice(0, 1).map(placeOf);
    beforeAll(async () => {
      index = await open();
      for (const text of LIBRARY) await put(index, text);
    });
    afterAll(() => index.close());

    verifies('retrieval:words', 'finds words in other forms, with the exact span of the page', async () => {
      const [hit] = await find('Who was repairing the turbines?');
      expect(hit).toMatchObject({ document: 'windmill.txt', page: 2, title: 'windmill.txt', heading: null });
      const page = (await index.pages('ann', 'windmill.txt', 2, 1)).map(({ text }) => text).join('');
      expect(page.slice(hit?.start, hit?.end)).toBe(hit?.text);
      expect(hit?.text).toContain('repaired a turbine');
      expect(hit?.score).toBeGreaterThan(0);
    });

    verifies('retrieval:words', 'finds nothing where nothing fits, and takes any text for a question', async () => {
      for (const text of ['xylophonist', 'the of and', '', '"', '* OR (', 'a"b NEAR(c)', '\0', 'x'.repeat(100_000)]) {
        expect(await find(text), text.slice(0, 20)).toEqual([]);
      }
    });

    verifies('retrieval:other-words', 'finds a statement by what analysts call its lines', async () => {
      expect(await first('How much capex did Halden have in FY2021?')).toEqual(['HALDEN_2021_10K.pdf:3']);
      expect(await first("Halden's PP&E in 2021")).toEqual(['HALDEN_2021_10K.pdf:2']);
    });

    verifies('retrieval:periods', 'finds quarters and fiscal years in any notation', async () => {
      for (const text of ['milk yield 3Q19', 'milk yield Q3 2019', "milk yield third quarter of FY'19"]) {
        expect(await first(text), text).toEqual(['dairy.txt:3']);
      }
    });

    verifies('retrieval:names', 'prefers the document that is named, by words and year', async () => {
      expect((await find('net sales of Brix Water in 2020')).slice(0, 1).map(placeOf)).toEqual([
        'BRIXWATER_2020_10K.pdf:1',
      ]);
      expect((await find('net sales of Brix Water in 2021')).slice(0, 1).map(placeOf)).toEqual([
        'BRIXWATER_2021_10K.pdf:1',
      ]);
      // Softly: others are behind, not gone.
      expect((await find('net sales of Brix Water in 2021')).map(placeOf)).toContain('HALDEN_2021_10K.pdf:1');
    });

    verifies('retrieval:names', 'knows a document by the beginning of its name, and by its quarter', async () => {
      expect(await first('net sales of Brix in 2021')).toEqual(['BRIXWATER_2021_10K.pdf:1']);
      expect(await first('What were the shop rents of Larkspur in Q3 of FY22?')).toEqual(['LARKSPUR_2022Q3_10Q.pdf:1']);
    });

    verifies(
      'retrieval:names',
      'goes by names of files only, since titles of papers say what all of them study',
      async () => {
        const plain = await find('tides and eels');
        expect(plain.slice(0, 2).map(placeOf)).toEqual(['paper-2.txt:1', 'paper-1.txt:1']);
      },
    );

    verifies('retrieval:form', 'looks past how the answer is wanted', async () => {
      const plain = await find('net PP&E of Halden 2021');
      const wordy = await find(
        'Assume that you are a public investor. Answer the following question: net PP&E of Halden 2021? Answer in USD billions. Round to two decimal places.',
      );
      expect(wordy.map(placeOf)).toEqual(plain.map(placeOf));
    });

    verifies('retrieval:pages', 'gives each page of usual length once, and parts of a long one', async () => {
      const places = (await find('lighthouse keeper')).map(placeOf);
      expect(places.filter((place) => place === 'lighthouse.txt:1')).toHaveLength(1);
      expect((await find('saga hero')).map(placeOf).filter((place) => place === 'saga.txt:1').length).toBeGreaterThan(
        1,
      );
    });

    verifies('retrieval:owners', "finds one's own and what is shared, never another's", async () => {
      expect(await find('zeppelin secret', 10, 'bob')).toMatchObject([{ document: 'bobs.txt' }]);
      expect(await find('zeppelin secret')).toEqual([]);
      expect(await index.search({ reader: 'ann', text: 'zeppelin', k: 5, documents: ['bobs.txt'] })).toEqual([]);
      expect(await index.document('ann', 'bobs.txt')).toBeNull();
      expect(await index.pages('ann', 'bobs.txt', 1, 10)).toEqual([]);
      expect(await find('opening hours', 10, 'carol')).toMatchObject([{ document: 'shared.txt' }]);
      expect((await index.documents('bob', 10)).map(({ id }) => id)).toEqual(['bobs.txt', 'shared.txt']);
      await expect(index.begin(draftOf({ name: 'bobs.txt' }, 'other'))).rejects.toMatchObject({ code: 'foreign' });
      expect(await index.remove('ann', 'bobs.txt')).toBe(false);
    });

    verifies('retrieval:owners', 'scores the same whatever others add', async () => {
      const before = await find('windmill turbine');
      for (let number = 0; number < 20; number += 1) {
        await put(index, { name: `noise-${number}`, owner: 'mallory', pages: ['windmill turbine turbine', 'turbine'] });
      }
      expect(await find('windmill turbine')).toEqual(before);
    });

    test('looks in the wanted documents only', async () => {
      const hits = await index.search({
        reader: 'ann',
        text: 'net sales',
        k: 10,
        documents: ['BRIXWATER_2020_10K.pdf'],
      });
      expect([...new Set(hits.map(({ document }) => document))]).toEqual(['BRIXWATER_2020_10K.pdf']);
    });

    test('gives at most k, best first', async () => {
      const hits = await find('net sales', 2);
      expect(hits).toHaveLength(2);
      expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a));
    });

    generations(() => index);
  });
}

function generations(current: () => SearchIndex): void {
  const find = async (text: string) => (await current().search({ reader: 'ann', text, k: 5 })).map(placeOf);

  verifies('retrieval:generations', 'shows the old state until the new one is whole', async () => {
    const index = current();
    await put(index, { name: 'menu', pages: ['marzipan soup'] }, 'menu-1');
    await index.begin(draftOf({ name: 'menu' }, 'menu-2'));
    await index.add('menu-2', 1, pagesOf(['rhubarb pie']));
    expect([await find('marzipan'), await find('rhubarb')]).toEqual([['menu:1'], []]);
    await index.publish('menu-2');
    await index.publish('menu-2');
    expect([await find('marzipan'), await find('rhubarb')]).toEqual([[], ['menu:1']]);
    // A file that is again what it was comes under the id that it had.
    await put(index, { name: 'menu', pages: ['marzipan soup'] }, 'menu-1');
    expect([await find('marzipan'), await find('rhubarb')]).toEqual([['menu:1'], []]);
    expect(await index.generations('ann', 'test')).toContainEqual(
      expect.objectContaining({ id: 'menu', generation: 'menu-1', published: true, pages: 1 }),
    );
  });

  verifies('retrieval:repeats', 'takes a page once, and says how many there are', async () => {
    const index = current();
    const draft = draftOf({ name: 'diary' }, 'diary-1');
    expect(await index.begin(draft)).toEqual({ pages: 0, published: false });
    await index.add('diary-1', 1, pagesOf(['quince', 'medlar']));
    await index.add('diary-1', 2, pagesOf(['medlar again', 'sorb']));
    expect(await index.begin(draft)).toEqual({ pages: 3, published: false });
    await expect(index.add('diary-1', 5, pagesOf(['x']))).rejects.toMatchObject({ code: 'gap' });
    await index.publish('diary-1');
    expect(await index.begin(draft)).toEqual({ pages: 3, published: true });
    expect((await index.pages('ann', 'diary', 1, 9)).map(({ text }) => text)).toEqual(['quince', 'medlar', 'sorb']);
    expect(await find('medlar')).toEqual(['diary:2']);
  });

  test('forgets a generation that is given up', async () => {
    const index = current();
    await index.begin(draftOf({ name: 'sketch' }, 'sketch-1'));
    await index.discard('sketch-1');
    await index.discard('never');
    await expect(index.add('sketch-1', 1, pagesOf(['x']))).rejects.toMatchObject({ code: 'unknown' });
    await expect(index.publish('sketch-1')).rejects.toMatchObject({ code: 'unknown' });
  });
}
