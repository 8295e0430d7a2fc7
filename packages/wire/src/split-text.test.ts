import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { anyText } from '../test/arbitrary-log.ts';
import { splitText } from './split-text.ts';

verifies('framing:2', 'cuts text between code points into pieces that are not too long and none empty', () => {
  fc.assert(
    fc.property(fc.array(anyText), fc.integer({ min: 2, max: 9 }), (texts, maxUnits) => {
      const text = texts.join('');
      const pieces = splitText(text, maxUnits);
      expect(pieces.join('')).toBe(text);
      expect(pieces.every((piece) => piece.length > 0 && piece.length <= maxUnits)).toBe(true);
      // A cut inside a pair would add two code points where there was one.
      expect(pieces.flatMap((piece) => Array.from(piece))).toEqual(Array.from(text));
    }),
  );
});

test('gives no piece of an empty text, and refuses pieces too short for a pair', () => {
  expect(splitText('')).toEqual([]);
  expect(splitText('a😀b', 2)).toEqual(['a', '😀', 'b']);
  expect(() => splitText('ab', 1)).toThrow(RangeError);
});
