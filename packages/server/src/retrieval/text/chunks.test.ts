import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunksOf } from './chunks.ts';

test('cuts any page into parts that lose nothing but white space and split no character', () => {
  const text = fc
    .array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(' ', '\n\n', '. ', '𝒳𝒴')))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.integer({ min: 4, max: 40 }), (page, longest) => {
      const spans = chunksOf(page, longest);
      const parts = spans.map(({ start, end }) => page.slice(start, end));
      expect(parts.join('').replaceAll(/\s/g, '')).toBe(page.replaceAll(/\s/g, ''));
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(longest);
        expect(part).toBe(part.trim());
        expect(part.isWellFormed()).toBe(page.isWellFormed());
      }
    }),
  );
});

test('prefers the end of a paragraph to that of a sentence', () => {
  const page = 'One two three. Four five.\n\nSix seven. Eight nine ten.';
  expect(chunksOf(page, 40).map(({ start, end }) => page.slice(start, end))).toEqual([
    'One two three. Four five.',
    'Six seven. Eight nine ten.',
  ]);
});
