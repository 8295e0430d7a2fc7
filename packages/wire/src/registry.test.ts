import { expect } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { dialects } from './registry.ts';

verifies('wire:dialect:by-name', 'finds each format by its own name and nothing by another', () => {
  expect([...dialects.keys()]).toEqual(['native', 'assistant', 'milo', 'studyguru', 'jacie', 'staff']);
  for (const [name, dialect] of dialects) expect(dialect.name).toBe(name);
  for (const name of ['', 'Native', 'constructor', '__proto__']) expect(dialects.get(name)).toBeUndefined();
});
