import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import { affordableOutput, ANSWER_CACHE, DEFAULT_PRICE, priceOf, priceSchema } from './price.ts';

const PLAIN = { provider: 'openai', media: 0 };
const DEAR = priceSchema.parse({ tokensPerPoint: 100, input: 3, cachedInput: 1, output: 12, media: 7, minimum: 2 });
const tokens = fc.integer({ min: 0, max: 1_000_000 });

describe('a price', () => {
  verifies('points:price', 'is a point for thirty tokens, rounded up, and never nothing', () => {
    expect(priceOf(DEFAULT_PRICE, { ...PLAIN, input: 100, output: 50 })).toBe(5);
    expect(priceOf(DEFAULT_PRICE, { ...PLAIN, input: 100, output: 51 })).toBe(6);
    expect(priceOf(DEFAULT_PRICE, { ...PLAIN, input: 0, output: 0 })).toBe(1);
  });

  verifies('points:price', 'weighs input, cached input, output and media by the list', () => {
    expect(priceOf(DEAR, { ...PLAIN, input: 1_000, cachedInput: 400, output: 100, media: 2 })).toBe(34 + 14);
    expect(priceOf(DEAR, { ...PLAIN, input: 1, output: 1 })).toBe(2);
    expect(priceOf(DEAR, { provider: ANSWER_CACHE, input: 5_000, output: 5_000, media: 0 })).toBe(1);
  });

  verifies('points:price fault:U13', 'is not led astray by absurd counts', () => {
    for (const odd of [-5, Number.NaN, Number.NEGATIVE_INFINITY]) {
      expect(priceOf(DEFAULT_PRICE, { ...PLAIN, input: odd, output: odd })).toBe(1);
    }
    expect(priceOf(DEFAULT_PRICE, { ...PLAIN, input: 10, cachedInput: 99, output: 20 })).toBe(1);
    const most = priceOf(
      { ...DEAR, tokensPerPoint: 1, input: 1_000_000, output: 1_000_000 },
      { ...PLAIN, input: Number.MAX_VALUE, output: Number.MAX_VALUE },
    );
    expect(Number.isSafeInteger(most)).toBe(true);
  });

  test('never falls when more is used', () => {
    fc.assert(
      fc.property(tokens, tokens, tokens, (input, output, more) => {
        const less = priceOf(DEAR, { ...PLAIN, input, output });
        expect(priceOf(DEAR, { ...PLAIN, input: input + more, output })).toBeGreaterThanOrEqual(less);
        expect(priceOf(DEAR, { ...PLAIN, input, output: output + more })).toBeGreaterThanOrEqual(less);
        expect(less).toBeGreaterThanOrEqual(DEAR.minimum);
      }),
    );
  });

  test('buys exactly as much output as the points pay for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 100_000 }),
        tokens,
        fc.integer({ min: 0, max: 3 }),
        (points, input, media) => {
          const asked = { ...PLAIN, input, media };
          const output = affordableOutput(DEAR, points, asked);
          expect(output === 0 || priceOf(DEAR, { ...asked, output }) <= points).toBe(true);
          expect(priceOf(DEAR, { ...asked, output: output + 1 })).toBeGreaterThan(points);
        },
      ),
    );
  });

  test('that asks nothing for output buys any amount of it, once the input is paid', () => {
    const free = priceSchema.parse({ tokensPerPoint: 10, output: 0 });
    expect(affordableOutput(free, 5, { ...PLAIN, input: 50 })).toBeGreaterThan(1_000_000);
    expect(affordableOutput(free, 5, { ...PLAIN, input: 51 })).toBe(0);
  });
});
