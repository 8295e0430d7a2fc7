import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import { ManualClock } from '../../adapters/clock/manual.ts';
import { guideContributions } from './contributions.ts';
import { guideSchema } from './definition.ts';
import type { KnowledgeEntry, KnowledgeSource } from './knowledge-source.ts';
import { createKnowledge, type KnowledgeSearch } from './knowledge.ts';
import type { FiledEntry } from './load-guide.ts';
import { initialState, stepOf } from './state.ts';

const guide = guideSchema.parse({
  title: 'Test',
  steps: [
    { id: 'one', title: 'One', goal: 'G', ask: ['A?'], knowledge: ['courses', 'people'] },
    { id: 'two', title: 'Two', goal: 'G', ask: ['A?'] },
  ],
  slots: [{ name: 'interests', title: 'Interests', description: 'D', rules: { family: 'interests' } }],
  limits: { entries: 4, knowledgeTokens: 120, sourceMs: 250 },
});

const NOON = Date.UTC(2026, 9, 15, 12);

function entry(id: string, changes: Partial<FiledEntry> = {}): FiledEntry {
  const verifyAt = `https://example.edu/${id}`;
  return {
    id,
    title: id,
    text: 'T',
    tags: [],
    verifyAt,
    deadline: null,
    collection: 'courses',
    steps: null,
    ...changes,
  };
}

interface Asked {
  readonly entries?: readonly FiledEntry[];
  readonly sources?: readonly KnowledgeSource[];
  readonly interests?: readonly string[];
  readonly step?: string;
  readonly clock?: ManualClock;
}

function search({ entries = [], sources = [], interests = [], step = 'one', clock = new ManualClock(NOON) }: Asked): {
  readonly found: Promise<readonly KnowledgeEntry[]>;
  readonly failures: readonly string[];
} {
  const failures: string[] = [];
  const state = { ...initialState(guide), step, slots: { interests } };
  const asked: KnowledgeSearch = {
    state,
    step: stepOf(guide, state),
    signal: new AbortController().signal,
    onFailure: (source, error) => failures.push(`${source}: ${String(error)}`),
  };
  return { found: createKnowledge({ guide, entries, sources, clock }).find(asked), failures };
}

async function idsOf(asked: Asked): Promise<readonly string[]> {
  return (await search(asked).found).map(({ id }) => id);
}

describe('knowledge', () => {
  verifies(
    'guide:relevant',
    'is what fits the step and the interests, the best first, then what is for everybody',
    async () => {
      const entries = [
        entry('general'),
        entry('law', { tags: ['law'] }),
        entry('half', { tags: ['data journalism'] }),
        entry('titled', { title: 'Science for all', tags: ['outreach'] }),
        entry('exact', { tags: ['Data-Sciences', 'statistics'] }),
        entry('elsewhere', { tags: ['data science'], collection: 'funding' }),
        entry('later', { tags: ['data science'], steps: ['two'] }),
      ];
      expect(await idsOf({ entries, interests: ['data science'] })).toEqual(['exact', 'half', 'titled', 'general']);
      expect(await idsOf({ entries })).toEqual(['general']);
      expect(await idsOf({ entries, interests: ['data science'], step: 'two' })).toEqual([]);
    },
  );

  test('alternates between the collections of the step, so that none crowds out another', async () => {
    const both = { ...stepOf(guide, { step: 'one' }), knowledge: ['funding', 'courses'] };
    const law = { tags: ['law'] };
    const entries = [
      entry('a', law),
      entry('b', law),
      entry('c', law),
      entry('money', { ...law, collection: 'funding' }),
    ];
    const found = createKnowledge({ guide, entries, sources: [], clock: new ManualClock(NOON) }).find({
      state: { ...initialState(guide), slots: { interests: ['law'] } },
      step: both,
      signal: new AbortController().signal,
      onFailure: (source) => expect.unreachable(source),
    });
    expect((await found).map(({ id }) => id)).toEqual(['money', 'a', 'b', 'c']);
  });

  verifies('guide:deadlines', 'is not recommended after its deadline, by the server’s date', async () => {
    const entries = [
      entry('past', { deadline: '2026-10-14' }),
      entry('today', { deadline: '2026-10-15' }),
      entry('tomorrow', { deadline: '2026-10-16' }),
    ];
    expect(await idsOf({ entries })).toEqual(['today', 'tomorrow']);
    expect(await idsOf({ entries, clock: new ManualClock(NOON + 24 * 3_600_000) })).toEqual(['tomorrow']);
  });

  test('comes from sources as well, which leave room for files', async () => {
    const people: KnowledgeSource = {
      name: 'people',
      find: async ({ limit, slots, step }) => {
        expect({ limit, slots, step }).toEqual({ limit: 2, slots: { interests: ['law'] }, step: 'one' });
        return [entry('past', { deadline: '2020-01-01' }), entry('ann'), entry('bob'), entry('cem')];
      },
    };
    const entries = ['a', 'b', 'c', 'd'].map((id) => entry(id, { tags: ['law'] }));
    expect(await idsOf({ entries, sources: [people], interests: ['law'] })).toEqual(['a', 'ann', 'b', 'bob']);
    expect(await idsOf({ entries, sources: [{ ...people, name: 'others' }], interests: ['law'] })).toHaveLength(4);
  });

  verifies('guide:source-fails', 'goes on without a source that fails or takes too long, and tells so', async () => {
    const broken = { name: 'people', find: () => Promise.reject(new Error('no connection')) };
    const failing = search({ entries: [entry('a')], sources: [broken] });
    expect((await failing.found).map(({ id }) => id)).toEqual(['a']);
    expect(failing.failures).toEqual(['people: Error: no connection']);

    const clock = new ManualClock(NOON);
    let stopped = false;
    const slow: KnowledgeSource = {
      name: 'people',
      find: (_query, signal) => {
        signal.addEventListener('abort', () => (stopped = true));
        return new Promise(() => undefined);
      },
    };
    const waiting = search({ entries: [entry('a')], sources: [slow], clock });
    clock.advance(250);
    expect((await waiting.found).map(({ id }) => id)).toEqual(['a']);
    expect(waiting.failures).toEqual(['people: Error: It took longer than 250 ms.']);
    expect(stopped).toBe(true);
  });
});

describe('what a guide contributes', () => {
  const state = { ...initialState(guide), slots: { interests: ['law'] } };
  const parts = { guide, state, step: stepOf(guide, state), justMoved: false, budget: 4_000 };

  verifies('guide:stable-first', 'begins with what is the same in every turn, and stays within its budget', () => {
    const long = (id: string): FiledEntry => entry(id, { text: 'x'.repeat(240) });
    const blocks = guideContributions({ ...parts, entries: [long('a'), long('b'), entry('c')] });
    expect(blocks.map(({ id }) => id)).toEqual(['guide:steps', 'guide:step', 'a', 'c']);
    const elsewhere = { ...state, step: 'two', stepNumber: 2, slots: { interests: [] } };
    const other = guideContributions({ ...parts, state: elsewhere, step: stepOf(guide, elsewhere), entries: [] });
    expect(other[0]).toEqual(blocks[0]);
    expect(other[1]?.text).not.toBe(blocks[1]?.text);
    const tokens = blocks.slice(2).reduce((sum, block) => sum + block.tokens, 0);
    expect(tokens).toBeLessThanOrEqual(120);
    expect(guideContributions({ ...parts, budget: 10, entries: [long('a')] })).toHaveLength(2);
  });

  test('names an entry by its id and says where to verify it, or that it is not verified', () => {
    const entries = [entry('a', { deadline: '2027-02-01' }), entry('b', { verifyAt: null })];
    const blocks = guideContributions({ ...parts, entries });
    expect(blocks.slice(2).map(({ text }) => text)).toEqual([
      '[a] a: T Deadline: 2027-02-01. Verify at https://example.edu/a',
      '[b] b: T Not verified.',
    ]);
    expect(blocks[1]?.text).toContain('Interests: law');
  });
});
