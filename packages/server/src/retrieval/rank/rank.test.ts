import { expect, test } from 'vitest';
import { bm25, rarity } from './bm25.ts';
import { withFeedback } from './feedback.ts';
import { fuseRanks } from './rank-fusion.ts';
import { fileTerms, routeByName } from './route-by-name.ts';

const corpus = { count: 100, meanLength: 10, frequency: (term: string) => (term === 'common' ? 90 : 2) };
const counted = (counts: Readonly<Record<string, number>>, length = 10) => ({
  counts: new Map(Object.entries(counts)),
  length,
});
const asked = new Map([
  ['rare', 1],
  ['common', 1],
]);

test('a rare word counts more than a common one, a second time less than the first, a long text less', () => {
  expect(rarity('rare', corpus)).toBeGreaterThan(rarity('common', corpus));
  const once = bm25(counted({ rare: 1 }), asked, corpus);
  const twice = bm25(counted({ rare: 2 }), asked, corpus);
  expect(once).toBeGreaterThan(bm25(counted({ common: 1 }), asked, corpus));
  expect(twice).toBeGreaterThan(once);
  expect(twice).toBeLessThan(2 * once);
  expect(bm25(counted({ rare: 1 }, 40), asked, corpus)).toBeLessThan(once);
});

test('feedback adds what the best texts share, below what was asked, and no numbers', () => {
  const wider = withFeedback(
    asked,
    [
      ['rare', 'pear', 'pear', '1999'],
      ['pear', 'fig'],
    ],
    corpus,
    { terms: 2 },
  );
  expect([...wider.keys()]).toEqual(['rare', 'common', 'pear', 'fig']);
  expect(wider.get('pear')).toBeCloseTo(0.2);
  expect(wider.get('fig')).toBeLessThan(0.2);
});

test('joined rankings prefer what both know', () => {
  const scores = fuseRanks([{ ids: ['a', 'b'] }, { ids: ['b', 'c'], weight: 0.6 }], 10);
  expect([...scores].toSorted((x, y) => y[1] - x[1]).map(([id]) => id)).toEqual(['b', 'a', 'c']);
});

const filesOf = (...names: readonly string[]) => names.map(fileTerms);
const found = {
  count: 100,
  meanLength: 10,
  frequency: (term: string) => (term === 'best' ? 60 : term === 'gener' ? 30 : 3),
};

test('names route softly, by words and period', () => {
  const names = filesOf('BestBuy_2019_10K.pdf', 'BestBuy_2020_10K.pdf', 'Acme_2019_10K.pdf', 'Zed.pdf', 'Quux.pdf');
  expect(routeByName(names, new Set(['best', 'bui', '2019']), found)).toEqual([2, 1.4, 0.3, 0.3, 0.3]);
  expect(routeByName(names, new Set(['2019']), found)).toEqual([1, 1, 1, 1, 1]);
});

test('a word that most texts hold chooses no document, but then the period does', () => {
  const names = filesOf('Best_2019.pdf', 'Best_2020.pdf', 'Acme_2019.pdf');
  expect(routeByName(names, new Set(['best']), found)).toEqual([1, 1, 1]);
  expect(routeByName(names, new Set(['best', '2020']), found)).toEqual([1, 1.4, 1]);
});

test('a rare word of a name outweighs a common one', () => {
  const names = filesOf('General_Mills.pdf', 'Acme.pdf');
  expect(routeByName(names, new Set(['gener', 'acm']), found)).toEqual([0.3, 2]);
});

test('quarters in names are read either way round, and numbers of days or files name nothing', () => {
  expect(fileTerms('BESTBUY_2024Q2_10Q.pdf')).toEqual(['bestbui', '2024', 'q2', '10q', 'pdf']);
  const names = filesOf('ACME_2023Q2_10Q.pdf', 'ACME_2023Q3_10Q.pdf', 'ZED_8K_dated-2023-01-24.pdf', 'MED-24.txt');
  expect(routeByName(names, new Set(['acm', 'q2', '2023', '24']), found)).toEqual([2, 1.4, 0.3, 0.3]);
  expect(routeByName(names, new Set(['24', 'q2']), found)).toEqual([1, 1, 1, 1]);
});

test('the beginning of a name stands for it where nobody is named whole and the word is rare', () => {
  const names = filesOf('CVSHEALTH_2022.pdf', 'GENERALMILLS_2022.pdf', 'ACME_2022.pdf');
  expect(routeByName(names, new Set(['cvs', 'gener', '2022']), found)).toEqual([2, 0.3, 0.3]);
  expect(routeByName(names, new Set(['gener', 'expens']), found)).toEqual([1, 1, 1]);
  expect(routeByName(names, new Set(['cvs', 'acm']), found)).toEqual([0.3, 0.3, 2]);
});
