import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { readByRules } from '../../src/capabilities/memory/rules/read-by-rules.ts';
import type { MemoryRecord } from '../../src/ports/memory-store.ts';
import { CONTRADICTIONS } from './contradictions.ts';
import { startTalk, type Talk } from './support/talk.ts';

async function told(talk: Talk, ...texts: readonly string[]): Promise<readonly string[]> {
  await talk.say(...texts);
  return talk.facts();
}

describe('what is remembered by rules', () => {
  verifies(
    'memory:contradiction',
    'Of fifty contradictions every new value is current, and every former one in its history',
    async () => {
      expect(CONTRADICTIONS).toHaveLength(50);
      await using talk = await startTalk();
      await talk.say(...CONTRADICTIONS.map(({ before }) => before));
      await talk.say(...CONTRADICTIONS.map(({ after }) => after));
      const current = await talk.current();
      for (const { was, is } of CONTRADICTIONS) {
        const now = current.filter(({ value }) => value === is);
        expect.soft(now, is).toHaveLength(1);
        expect
          .soft(
            current.filter(({ value }) => value === was),
            was,
          )
          .toEqual([]);
        const history = await talk.memories.history('alice', now[0]?.id ?? '', 9);
        expect
          .soft(
            history.map(({ value, status }) => [value, status]),
            is,
          )
          .toEqual([[was, 'superseded']]);
      }
      expect(current).toHaveLength(50);
    },
  );

  verifies('memory:wordings memory:confirm', 'Five facts in three wordings each are at most six memories', async () => {
    await using talk = await startTalk();
    const facts = await told(
      talk,
      'I live in Lisbon.',
      'My home is in Lisbon, by the way.',
      "Actually I'm based in the city of Lisbon.",
      'I work as an architect.',
      "I'm an architect.",
      'My job is architect.',
      "I'm allergic to peanuts.",
      'Please remember that I am allergic to peanuts!',
      'I have a peanut allergy.',
      "My dog's name is Biscuit.",
      'My dog is called Biscuit.',
      'I have a dog named Biscuit.',
      'My favourite colour is teal.',
      'Teal is my favorite color.',
      'Remember: my favorite colour is teal.',
    );
    expect(facts.length).toBeLessThanOrEqual(6);
    expect(facts).toEqual(
      expect.arrayContaining(['lives_in: Lisbon', 'occupation: architect', 'allergy: peanuts', 'name: Biscuit']),
    );
    const [home] = await talk.current();
    expect(await talk.memories.sources('alice', [home?.id ?? ''])).toHaveLength(3);
  });

  verifies('memory:many', 'What can have many values keeps them all', async () => {
    await using talk = await startTalk();
    expect(
      await told(talk, 'I speak Dutch.', 'I also speak Frisian.', "I'm allergic to nuts.", 'I play chess.'),
    ).toEqual(['speaks: Dutch', 'speaks: Frisian', 'allergy: nuts', 'plays: chess']);
  });

  verifies('memory:rules', 'A correction without its subject is about what was spoken of last', async () => {
    await using talk = await startTalk();
    expect(await told(talk, 'My meeting is on Monday.', "Actually, it's on Tuesday.")).toEqual(['meeting: on Tuesday']);
  });

  verifies('memory:end', 'What is no longer so ends, and what follows it has it in its history', async () => {
    await using talk = await startTalk();
    expect(await told(talk, 'I work at Acme Corp.', "I'm allergic to cats.", "I don't work at Acme anymore.")).toEqual([
      'allergy: cats',
    ]);
    const ended = await talk.memories.memories({ owner: 'alice', status: 'ended', limit: 9 });
    expect(ended).toMatchObject([{ value: 'Acme Corp', validTo: expect.any(Number), supersededBy: null }]);
    await talk.say('I now work at Globex.');
    const globex = (await talk.current()).find(({ value }) => value === 'Globex');
    expect(await talk.memories.history('alice', globex?.id ?? '', 9)).toMatchObject([{ value: 'Acme Corp' }]);
  });

  verifies('memory:rules', 'Questions, conditions, answers and small talk are nothing to remember', async () => {
    await using talk = await startTalk();
    const facts = await told(
      talk,
      'Hello! How are you?',
      "What is my dog's name?",
      'If I live in Paris, what would change?',
      'Do I work at Acme?',
      'Thanks, that is great.',
      'Tell me about the moon.',
      'I think so too.',
    );
    expect(facts).toEqual([]);
  });

  verifies(
    'memory:time memory:rules',
    'A plan with a date is a task at its date, counted from its message',
    async () => {
      await using talk = await startTalk();
      // It is Thursday, 1 January 2026.
      await told(talk, 'I need to call the dentist tomorrow.', 'I have a recital in two weeks.', 'I want to eat.');
      const days = (await talk.current()).map(({ type, eventAt }) => [type, day(eventAt)]);
      expect(days).toEqual([
        ['task', '2026-01-02'],
        ['task', '2026-01-15'],
      ]);
      await talk.say('I visited Bruges last Saturday.');
      const event = (await talk.current()).at(-1);
      expect([event?.type, day(event?.eventAt ?? null), event?.extractor]).toEqual(['event', '2025-12-27', 'rules']);
    },
  );

  verifies('memory:rules', 'People of a talk that was brought in speak of themselves, on either side', () => {
    const talk = [
      { id: '1', role: 'user' as const, speaker: 'Ana', text: 'I live in Lisbon and I have two cats.', at: 0 },
      { id: '2', role: 'assistant' as const, speaker: 'Rui', text: 'I work at Halden.', at: 0 },
      { id: '3', role: 'assistant' as const, speaker: 'assistant', text: 'I live in the cloud.', at: 0 },
    ];
    expect(readByRules(talk)).toMatchObject([
      { subject: 'ana', attribute: 'lives_in', text: 'Ana lives in Lisbon.', sources: ['1'] },
      { subject: 'ana', text: 'Ana has two cats.' },
      { subject: 'rui', attribute: 'works_at', value: 'Halden', sources: ['2'] },
    ]);
  });

  verifies('memory:entities', 'Names lead to what is known of them, over one hop', async () => {
    await using talk = await startTalk();
    await told(talk, 'My sister is Anna.', 'My sister lives in Turin.', 'I live in Turin.', 'I play chess.');
    const byValue = new Map((await talk.current()).map((memory: MemoryRecord) => [memory.id, memory.value]));
    const reached = async (...names: readonly string[]): Promise<readonly string[]> => {
      const hits = await talk.memories.graph('alice', 'staff/maya', names, { maxDegree: 20, limit: 20 });
      return hits.map(({ memory, distance }) => `${byValue.get(memory) ?? ''} ${distance}`);
    };
    expect(await reached('anna')).toEqual(expect.arrayContaining(['Anna 1', 'Turin 1', 'Turin 2']));
    expect(await reached('nobody')).toEqual([]);
    expect(await talk.memories.graph('bob', 'staff/maya', ['anna'], { maxDegree: 20, limit: 20 })).toEqual([]);
    const [anna] = await talk.memories.entities('alice', 'staff/maya', ['anna']);
    expect(anna?.aliases).toEqual(expect.arrayContaining(["user's sister", 'anna']));
    expect(await talk.memories.relations('alice', anna?.id ?? '', 9)).toMatchObject([
      { predicate: 'lives_in', validTo: null },
    ]);
    await talk.say('My sister has moved to Milan.');
    const relations = await talk.memories.relations('alice', anna?.id ?? '', 9);
    expect(relations.map(({ validTo }) => validTo === null)).toEqual([true, false]);
    expect(await talk.memories.relations('bob', anna?.id ?? '', 9)).toEqual([]);
  });
});

function day(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString().slice(0, 10);
}
