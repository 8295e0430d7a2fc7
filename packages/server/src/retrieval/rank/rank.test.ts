import { expect, test } from 'vitest';
import { bm25, rarity } from './bm25.ts';
import { withFeedback } from './feedback.ts';
import { withNeighbours } from './neighbours.ts';
import { fuseRanks } from './rank-fusion.ts';
import { nameTerms, routeByName } from './route-by-name.ts';

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

test('neighbours lend a share of their scores', () => {
  expect(withNeighbours([0, 10, 0, 0], [0.3, 0.1])).toEqual([3, 10, 3, 1]);
});

test('joined rankings prefer what both know', () => {
  const scores = fuseRanks([{ ids: ['a', 'b'] }, { ids: ['b', 'c'], weight: 0.6 }], 10);
  expect([...scores].toSorted((x, y) => y[1] - x[1]).map(([id]) => id)).toEqual(['b', 'a', 'c']);
});

test('names route softly, and not where most documents share the word', () => {
  const names = ['BestBuy_2019_10K.pdf', 'BestBuy_2020_10K.pdf', 'Acme_2019_10K.pdf', 'Zed.pdf', 'Quux.pdf'].map(
    (name) => nameTerms(name, ''),
  );
  expect(routeByName(names, new Set(['best', 'bui', '2019']))).toEqual([2, 1.4, 0.3, 0.3, 0.3]);
  expect(routeByName(names, new Set(['2019']))).toEqual([1, 1, 1, 1, 1]);
  expect(routeByName(names.slice(0, 2), new Set(['best']))).toEqual([1, 1]);
});
