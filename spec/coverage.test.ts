import { describe, expect, test } from 'vitest';
import { sourceFiles } from '../scripts/source-files.ts';
import { readFileSync } from 'node:fs';
import { citationsIn, citationsOfTests, coverage } from './coverage.ts';
import type { Requirement } from './requirement.ts';
import { requirements } from './requirements.ts';
import { verifies } from './verifies.ts';

const promised: Requirement = { id: 'turn:1', part: 'engine', source: 'TURN.md § Acceptance', sentence: 'It holds.' };
const cited = { id: 'turn:1', file: 'a.test.ts' };

describe('the promises of this repository', () => {
  test('are each proved by a test that cites them', () => {
    const report = coverage(requirements, citationsOfTests());
    expect(report.problems).toEqual([]);
    expect(report.uncited, 'promises without a test').toEqual([]);
    expect(requirements.length).toBeGreaterThan(0);
  });

  test('are all listed: every file of requirements is part of the whole', () => {
    const lists = readFileSync(new URL('./requirements.ts', import.meta.url), 'utf8');
    const missing = sourceFiles('spec/requirements').filter(
      (file) => !lists.includes(`'./${file.slice('spec/'.length)}'`),
    );
    expect(missing).toEqual([]);
  });
});

describe('the coverage check', () => {
  verifies('house:requirements', 'reports a promise without a test, an unknown id and a promise listed twice', () => {
    expect(coverage([promised], [cited])).toEqual({ uncited: [], problems: [] });
    expect(coverage([promised], []).uncited).toEqual(['turn:1']);
    expect(coverage([promised], [cited, { id: 'turn:99', file: 'b.test.ts' }]).problems).toEqual([
      'b.test.ts cites turn:99, which no list of requirements has.',
    ]);
    expect(coverage([promised, promised], [cited]).problems).toEqual(['turn:1 is listed twice.']);
  });

  test('wants a section as the source and a sentence as the promise', () => {
    const { problems } = coverage([{ ...promised, source: 'a mail', sentence: 'works' }], [cited]);
    expect(problems).toEqual([
      'turn:1: the source "a mail" names no section of a document.',
      'turn:1: "works" is not a sentence.',
    ]);
  });

  test('reads several ids from one call and none from a comment', () => {
    const text = "verifies('turn:1 turn:2', 'holds', () => {});\n// verifies('turn:3', 'is gone', () => {});";
    expect(citationsIn('a.test.ts', text).map(({ id }) => id)).toEqual(['turn:1', 'turn:2']);
  });

  test('refuses ids that only exist at run time', () => {
    expect(() => citationsIn('a.test.ts', 'verifies(ids, "holds", () => {});')).toThrow('string literal');
  });
});
