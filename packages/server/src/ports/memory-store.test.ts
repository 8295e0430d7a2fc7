import { expect, test } from 'vitest';
import { recalledScopes, scopeOf } from './memory-store.ts';

test('a conversation with a member of the staff belongs to that member, every other one to its assistant', () => {
  expect(scopeOf({ assistant: 'staff', mount: 'staff', externalKey: 'maya' })).toBe('staff/maya');
  expect(scopeOf({ assistant: 'staff', mount: 'staff', externalKey: 'maya/offers' })).toBe('staff/maya');
  expect(scopeOf({ assistant: 'staff', mount: 'native', externalKey: null })).toBe('staff');
  expect(scopeOf({ assistant: 'milo', mount: 'milo', externalKey: 'default' })).toBe('milo');
});

test('a member recalls its own and what all of the staff was told, and nothing of another member', () => {
  expect(recalledScopes('staff/maya')).toEqual(['staff/maya', 'staff']);
  expect(recalledScopes('staff')).toEqual(['staff']);
});
