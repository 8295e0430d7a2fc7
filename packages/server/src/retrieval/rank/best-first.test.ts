import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BestFirst } from './best-first.ts';

const few = { min: -1, max: 4 };

test('what is kept is what sorting everything would put first, in its order', () => {
  const offers = fc.array(fc.tuple(fc.integer(few), fc.integer(few)), { maxLength: 60 });
  fc.assert(
    fc.property(offers, fc.integer({ min: 1, max: 8 }), (pairs, most) => {
      const all = pairs.map(([score, at], number) => ({ id: String(number).padStart(2, '0'), score, at }));
      const best = new BestFirst<(typeof all)[number]>(most);
      for (const one of all) {
        if (best.takes(one.score, one.at)) best.offer(one);
      }
      const sorted = all
        .filter(({ score }) => score > 0)
        .toSorted((a, b) => b.score - a.score || b.at - a.at || (a.id < b.id ? 1 : -1));
      expect(best.list()).toEqual(sorted.slice(0, most));
    }),
  );
});
