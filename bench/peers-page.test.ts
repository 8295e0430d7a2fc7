import { expect, test } from 'vitest';
import type { Figure } from './figure.ts';
import { peersPage } from './peers-page.ts';
import type { Measured } from './report.ts';

function measured(name: string, value: number): Measured {
  const figure: Figure = { name, method: `How ${name} is measured.`, seconds: () => 1, measure: async () => [] };
  const samples = new Map([['relay', [value, value]]]);
  const failures = new Map([['other', 'out of memory']]);
  return { figure, rows: [{ label: name, unit: 'µs', digits: 1, samples, compare: 'ratio', failures }] };
}

const facts = { machine: ['two cores'], date: '2026-01-01', command: 'bench', pairs: 2, seconds: 1, absent: [] };
const order = ['first', 'second', 'third'];

test('the page keeps the sections that were not measured again, in the order of the figures', () => {
  const before = peersPage('', [measured('third', 3), measured('first', 1)], facts, order);
  const absent = [{ name: 'fourth', reason: 'no Python' }];
  const after = peersPage(before, [measured('second', 2), measured('third', 33)], { ...facts, absent }, order);
  expect([...after.matchAll(/^## (.*)$/gm)].map(([, name]) => name)).toEqual(order);
  const kept = before.slice(before.indexOf('## first'), before.indexOf('## third')).trimEnd();
  expect(after).toContain(kept);
  expect(after).toContain('33.0 (33.0 – 33.0)');
  expect(after).not.toContain(' 3.0 (3.0 – 3.0)');
  expect(after.match(/Not at hand: fourth \(no Python\)/g)).toHaveLength(2);
});

test('a page that is written again with the same figures stays the same', () => {
  const page = peersPage('', [measured('first', 1), measured('second', 2)], facts, order);
  expect(peersPage(page, [measured('second', 2)], facts, order)).toBe(page);
});

test('a server that failed is named with its reason', () => {
  expect(peersPage('', [measured('first', 1)], facts, order)).toMatch(/\| other +\| \*\*failed\*\*: out of memory/);
});
