import { expect, test } from 'vitest';
import { GptTokenizer } from './gpt-tokenizer.ts';

test('counts as the vocabulary does', async () => {
  const counter = new GptTokenizer();
  expect(await counter.count('')).toBe(0);
  expect(await counter.count('hello world')).toBe(2);
});

test('counts text that looks like a special token', async () => {
  expect(await new GptTokenizer().count('a <|endoftext|> b')).toBeGreaterThan(2);
});

test('counts a long run without white space and still ends', async () => {
  const count = await new GptTokenizer().count('a'.repeat(100_000));
  expect(count).toBeGreaterThan(10_000);
  expect(count).toBeLessThan(30_000);
});
