import fc from 'fast-check';
import { expect } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { anyText } from '../test/arbitrary-log.ts';
import { cleanText, SurrogateJoiner } from './clean-text.ts';

verifies('wire:text:clean', 'replaces NUL and each lone surrogate, and nothing else', () => {
  expect(cleanText('a\0b\ud83dc\ude00\ud83d\ude00\ud83d')).toBe('a\ufffdb\ufffdc\ufffd😀\ufffd');
  fc.assert(
    fc.property(anyText, (text) => {
      const clean = cleanText(text);
      expect(clean).toBe(text.toWellFormed().replaceAll('\0', '\ufffd'));
      expect(clean.length).toBe(text.length);
    }),
  );
});

verifies('wire:text:clean', 'mends a pair that is cut between chunks, whatever the chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyText, fc.constantFrom('\ud83d', '\ude00'))), (chunks) => {
      const joiner = new SurrogateJoiner();
      const passed = chunks.map((chunk) => joiner.push(chunk));
      expect(passed.every((text) => cleanText(text) === text)).toBe(true);
      expect(passed.join('') + joiner.end()).toBe(cleanText(chunks.join('')));
    }),
  );
});

verifies('wire:text:clean', 'holds back nothing but a trailing half', () => {
  const joiner = new SurrogateJoiner();
  expect(joiner.push('so\ud83d')).toBe('so');
  expect(joiner.push('')).toBe('');
  expect(joiner.push('\ude00!')).toBe('😀!');
  expect(joiner.push('\ud83d')).toBe('');
  expect(joiner.end()).toBe('\ufffd');
  expect(joiner.end()).toBe('');
});
