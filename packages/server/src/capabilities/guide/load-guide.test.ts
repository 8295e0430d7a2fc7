import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import { loadGuide } from './load-guide.ts';

const EXAMPLE = join(import.meta.dirname, '../../../../../examples/assistants/trip-planner');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parlance-guide-'));
  cpSync(EXAMPLE, folder, { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Replaces a text in one of the example's files. */
function change(file: string, from: string, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

describe('a guide on disk', () => {
  test('is read with its knowledge', () => {
    const { definition, entries } = loadGuide(folder);
    expect(definition.steps.map(({ id }) => id)).toEqual(['where', 'what', 'pack']);
    expect(entries.map(({ id, collection }) => `${collection}/${id}`)).toEqual([
      'cities/lisbon-tiles',
      'cities/vienna-standing',
      'tickets/interrail',
      'tickets/spring-offer-2026',
    ]);
  });

  verifies('guide:strict', 'is refused with the file and the place where it makes no sense', () => {
    const cases: readonly (readonly [file: string, from: string, to: string, says: RegExp])[] = [
      ['guide.json', '"goal": "Find out which', '"gaol": "Find out which', /guide\.json.*steps\[0\]/s],
      ['guide.json', '"to": "what"', '"to": "pack"', /leaves out a step.*steps\[0\]\.moves\[0\]\.to/s],
      ['guide.json', '"to": "what"', '"to": "nowhere"', /no step "nowhere"/],
      ['guide.json', '"learns": "destinations"', '"learns": "cities"', /no slot "cities"/],
      ['guide.json', '"learns": "destinations"', '"knows": "destinations"', /must be one of \{slots\}/],
      ['guide.json', '{ "says": "agrees" }', '{ "says": "agreed" }', /no intent "agreed"/],
      ['guide.json', '"mode": "list",', '', /is this step: name a mode/],
      ['guide.json', '"asksFor": "likes"', '"asksFor": "love"', /no slot "love"/],
      ['guide.json', '"knowledge": ["cities"],', '"knowledge": ["alumni"],', /the step "what" offers "alumni"/],
      ['guide.json', 'visit(?:ing)?', 'visit(?:ing', /no regular expression/],
      ['guide.json', '{', '', /guide\.json: SyntaxError/],
      ['knowledge/cities.json', '"steps": ["what"]', '"steps": ["waht"]', /cities\.json.*no step "waht"/],
      ['knowledge/cities.json', 'vienna-standing', 'lisbon-tiles', /"lisbon-tiles" is used twice/],
      ['knowledge/tickets.json', '2026-03-31', '31.3.2026', /tickets\.json.*entries\[1\]\.deadline/s],
      ['knowledge/tickets.json', 'https://www.interrail.eu', 'javascript:alert(1)', /entries\[0\]\.verifyAt/],
    ];
    for (const [file, from, to, says] of cases) {
      cpSync(EXAMPLE, folder, { recursive: true });
      change(file, from, to);
      expect(() => loadGuide(folder), to).toThrow(says);
    }
  });

  test('may offer what a source outside has', () => {
    change('guide.json', '"knowledge": ["cities"],', '"knowledge": ["cities", "friends"],');
    expect(loadGuide(folder, ['friends']).definition.steps[1]?.knowledge).toEqual(['cities', 'friends']);
  });
});
