import { describe, expect, test } from 'vitest';
import { matchMarkers } from './match-markers.ts';

const cited = (id: string, quote: string) => ({
  id,
  quote,
  source: { kind: 'document' as const, title: 'Handbook', ref: 'handbook.pdf', page: 1 },
});
const weekdays = cited('d1', 'The workshop is open from Monday to Friday.');
const evenings = cited('d1', 'On Thursdays it closes at nine in the evening.');
const keys = cited('d2', 'Keys are handed out at the desk.');

const quotesOf = (markers: Parameters<typeof matchMarkers>[0]): readonly (string | undefined)[] =>
  matchMarkers(markers, [weekdays, keys, evenings]).map((citation) => citation?.quote);

describe('the passages of markers', () => {
  test('are in the order of the markers where several have the same id', () => {
    const markers = ['d1', 'd2', 'd1'].map((id) => ({ id, statement: '' }));
    expect(quotesOf(markers)).toEqual([weekdays.quote, keys.quote, evenings.quote]);
  });

  test('are shared where a statement stands twice, by what it says', () => {
    const [first, second] = ['It is open from Monday to Friday', 'on Thursdays it closes at nine'];
    for (const order of [
      [first, first, second],
      [first, second, first],
      [first, second, second],
    ]) {
      const markers = order.map((statement) => ({ id: 'd1', statement }));
      expect(quotesOf(markers)).toEqual(
        order.map((statement) => (statement === first ? weekdays.quote : evenings.quote)),
      );
    }
  });

  test('are none where nothing is cited under the id', () => {
    expect(quotesOf([{ id: 'd3', statement: 'Nobody knows.' }])).toEqual([undefined]);
  });
});
