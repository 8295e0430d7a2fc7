import { expect, test } from 'vitest';
import { keysOf } from './keys.ts';

test('a memory is found by the name of an attribute that has one value', () => {
  const { terms } = keysOf({ attribute: 'name', value: 'Priya Raman', text: 'The user is called Priya Raman.' });
  expect(terms).toEqual(expect.arrayContaining(['name', 'priya']));
  const { terms: unchanged } = keysOf({ attribute: 'noted', value: 'the code', text: 'The user asked: the code.' });
  expect(unchanged).not.toContain('note');
});
