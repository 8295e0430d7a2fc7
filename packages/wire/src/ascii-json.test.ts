import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { anyText } from '../test/arbitrary-log.ts';
import { asciiJson } from './ascii-json.ts';

verifies('framing:1', 'writes any text as printable ASCII that parses to the same text', () => {
  fc.assert(
    fc.property(anyText, fc.jsonValue(), (text, value) => {
      for (const original of [text, value, { [text]: [text, value] }]) {
        const json = asciiJson(original);
        expect(json).toMatch(/^[\x20-\x7e]*$/);
        expect(json).toBe(asciiJson(JSON.parse(json)));
      }
      expect(JSON.parse(asciiJson(text))).toBe(text);
    }),
  );
});

verifies('framing:1', 'escapes each kind of character as a JSON reader expects', () => {
  const table: readonly (readonly [text: string, json: string])[] = [
    ['plain ~', '"plain ~"'],
    ['\u007f', '"\\u007f"'],
    ['é', '"\\u00e9"'],
    ['\u2028\u2029', '"\\u2028\\u2029"'],
    ['😀', '"\\ud83d\\ude00"'],
    ['\ud83d', '"\\ud83d"'],
    ['a\nb\r"\\\u0000', '"a\\nb\\r\\"\\\\\\u0000"'],
    ['aéb答c', '"a\\u00e9b\\u7b54c"'],
  ];
  for (const [text, json] of table) expect(asciiJson(text)).toBe(json);
});

test('refuses what JSON cannot hold', () => {
  expect(() => asciiJson(undefined)).toThrow(TypeError);
  expect(() => asciiJson(() => 1)).toThrow(TypeError);
});
