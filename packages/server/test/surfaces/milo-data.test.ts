import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { loadAssistants } from '../../src/assistants.ts';
import { createKnowledge } from '../../src/capabilities/guide/knowledge.ts';
import { loadGuide } from '../../src/capabilities/guide/load-guide.ts';
import { initialState } from '../../src/capabilities/guide/state.ts';

const FOLDER = join(import.meta.dirname, '../../../../assistants/milo');
const { definition: guide, entries } = loadGuide(FOLDER, ['alumni']);

const STEPS = [
  'DISCOVER',
  'EXPLORE DREAM JOBS',
  'NEXT MOVES THIS SEMESTER',
  'REAL OPPORTUNITIES',
  'CONNECT',
  'REFLECT & ITERATE',
];
/** The first day of each month for three years, and the days of the turn of a year. */
const DAYS = [
  ...Array.from({ length: 36 }, (_, month) => Date.UTC(2026, month, 1)),
  Date.UTC(2026, 11, 31),
  Date.UTC(2028, 1, 29),
];
const STUDENTS = [
  { interests: ['data science', 'global issues'], careerPaths: ['data scientist', 'diplomat'] },
  { interests: ['climate', 'law'], careerPaths: ['environmental lawyer'] },
  { interests: ['biology'], careerPaths: ['doctor'] },
  { interests: ['underwater basket weaving'], careerPaths: ['lighthouse keeper'] },
];

describe("Milo's data", () => {
  verifies('milo:data', 'has the six documented steps, and an address for everything that it recommends', () => {
    expect(guide.steps.map(({ title }) => title)).toEqual(STEPS);
    for (const { id, verifyAt } of entries) {
      expect(URL.parse(verifyAt ?? '')?.protocol, id).toBe('https:');
    }
    const collections = new Set(entries.map(({ collection }) => collection));
    expect(collections).toEqual(new Set(['programs', 'courses', 'funding', 'networking']));
    expect(entries.filter(({ deadline }) => deadline !== null).length).toBeGreaterThan(10);
    expect(entries.filter(({ collection }) => collection === 'networking').length).toBeGreaterThan(4);
  });

  verifies(
    'milo:data guide:deadlines',
    'recommends nothing past its deadline, on whatever day it is asked',
    async () => {
      for (const day of DAYS) {
        const knowledge = createKnowledge({ guide, entries, sources: [], clock: new ManualClock(day) });
        const today = new Date(day).toISOString().slice(0, 10);
        const inAYear = new Date(day + 366 * 86_400_000).toISOString().slice(0, 10);
        for (const slots of STUDENTS) {
          for (const step of guide.steps) {
            const found = await knowledge.find({
              state: { ...initialState(guide), step: step.id, slots },
              step,
              signal: new AbortController().signal,
              onFailure: (source) => expect.unreachable(source),
            });
            // Every step that has something to offer finds something for everybody.
            if (step.knowledge.length > 0) expect(found, `${step.id} on ${today}`).not.toEqual([]);
            for (const { id, deadline } of found) {
              if (deadline === null) continue;
              expect(deadline >= today && deadline <= inAYear, `${id}: ${deadline} on ${today}`).toBe(true);
            }
          }
        }
      }
    },
  );

  test('is an assistant like any other', () => {
    const milo = loadAssistants().get('milo');
    expect(milo).toMatchObject({ model: 'gpt-4o', capabilities: ['guide'] });
    expect(milo?.instructions).toContain('You are Milo');
  });
});
