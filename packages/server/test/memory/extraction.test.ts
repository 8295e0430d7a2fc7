import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { GptTokenizer } from '../../src/adapters/token-counter/gpt-tokenizer.ts';
import type { BatchQuestion } from '../../src/capabilities/memory/extraction.ts';
import { ModelError } from '../../src/ports/model.ts';
import { estimateTokens } from '../../src/ports/token-counter.ts';
import { add } from '../contracts/memory-fixtures.ts';
import { mustCommit, NOW } from '../contracts/store-fixtures.ts';
import { INSTRUCTIONS, SCOPE, startExtracting, type Extracting } from './support/extracting.ts';

const SMALL_TALK = ['Nice weather.', 'Indeed.', 'Well then.', 'Yes.', 'Right.', 'Quite.', 'Hm.', 'Hm.'];

interface Said {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** An answer with these operations; what they do not say is as a model leaves it. */
function answer(operations: readonly Said[], summary = ''): string {
  const blank = {
    id: '',
    type: 'fact',
    subject: 'user',
    attribute: '',
    value: '',
    text: '',
    event_date: '',
    importance: 3,
  };
  return JSON.stringify({ operations: operations.map((one) => ({ ...blank, sources: ['m0'], ...one })), summary });
}

function textOf({ messages }: BatchQuestion): string {
  return messages.map(({ parts }) => parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')).join('\n');
}

function askedIn(question: BatchQuestion): {
  readonly known: readonly { readonly id: string; readonly value: string }[];
} {
  const text = textOf(question);
  return JSON.parse(text.slice(text.lastIndexOf('{"summary"'))) as ReturnType<typeof askedIn>;
}

async function values({ store }: Extracting, owner = 'alice'): Promise<readonly string[]> {
  const found = await store.memories.memories({ owner, scope: SCOPE, status: 'current', limit: 99 });
  return found.map(({ value }) => value).toSorted();
}

describe('extraction with a model', () => {
  verifies(
    'memory:call memory:once',
    'asks once about a batch, in at most 6,000 tokens, and applies the answer',
    async () => {
      const asked: BatchQuestion[] = [];
      await using extracting = await startExtracting(async (question) => {
        asked.push(question);
        return answer([{ kind: 'add', attribute: 'city', value: 'Lisbon', text: 'The user lives in Lisbon.' }]);
      });
      const { store } = extracting;
      const other = await extracting.talk(['I keep 14 bees.', ...SMALL_TALK], 'alice');
      await extracting.claim();
      await mustCommit(
        store,
        ...Array.from({ length: 14 }, (_, at) =>
          add(`has_${at}`, `v${at}`, [other[0]?.id ?? ''], {
            memory: { text: `word hello ${at} ${'long '.repeat(60)}` },
          }),
        ),
      );
      const messages = await extracting.talk([
        'I live in Lisbon, hello.',
        ...SMALL_TALK,
        `word ${'wide '.repeat(9_000)}`,
      ]);
      await extracting.work();
      expect(asked).toHaveLength(1);
      const [question] = asked;
      const text = question === undefined ? '' : textOf(question);
      expect(await new GptTokenizer().count(text)).toBeLessThanOrEqual(6_000);
      expect(estimateTokens(text)).toBeLessThanOrEqual(6_000);
      expect(text).toContain('I live in Lisbon, hello.');
      expect(text.match(/"id":"k\d+"/g)).toHaveLength(10);
      expect(text).not.toContain(INSTRUCTIONS);
      const [memory] = await store.memories.memories({ owner: 'alice', attribute: 'lives_in', limit: 9 });
      expect(memory).toMatchObject({ value: 'Lisbon', extractor: 'model', validFrom: NOW });
      expect(await store.memories.sources('alice', [memory?.id ?? ''])).toMatchObject([
        { message: { id: messages[0]?.id } },
      ]);
    },
  );

  verifies('memory:evidence', 'believes nothing that the messages it names do not say', async () => {
    const said: readonly Said[] = [
      { kind: 'add', attribute: 'bees', value: '14 bees', text: 'The user keeps 14 bees.' },
      { kind: 'add', attribute: 'bees', value: '15 bees', text: 'The user keeps 15 bees.' },
      { kind: 'add', attribute: 'friend', value: 'Wilhelmina', text: 'A friend is Wilhelmina.' },
      { kind: 'add', attribute: 'bees', value: 'bees', text: 'The user keeps bees.', sources: ['m77'] },
      { kind: 'add', attribute: 'bees', value: 'bees', text: 'The user keeps bees.', sources: [] },
      { kind: 'add', attribute: 'note', value: 'careful career adviser', text: INSTRUCTIONS.toLowerCase() },
      { kind: 'supersede', id: 'k9', attribute: 'bees', value: 'bees', text: 'The user keeps bees.' },
      { kind: 'confirm', id: 'somebody-elses' },
      { kind: 'ignore' },
    ];
    await using extracting = await startExtracting(async () => answer(said));
    await extracting.talk(['I keep 14 bees.', ...SMALL_TALK]);
    await extracting.work();
    expect(await values(extracting)).toEqual(['14 bees']);
    expect(extracting.noted.toSorted()).toEqual([
      'model',
      'rejected: name',
      'rejected: number',
      'rejected: prompt',
      'rejected: source',
      'rejected: source',
      'rejected: unknown',
      'rejected: unknown',
    ]);
  });

  verifies('memory:contradiction memory:time', 'lets the model supersede and confirm what it was shown', async () => {
    await using extracting = await startExtracting(async (question) => {
      const { known } = askedIn(question);
      const idOf = (value: string): string => known.find((one) => one.value === value)?.id ?? '';
      return answer([
        {
          kind: 'supersede',
          id: idOf('bees'),
          type: 'task',
          attribute: 'keeps',
          value: 'wasps',
          text: 'The user keeps wasps from Friday on.',
          event_date: '2026-01-02',
        },
        { kind: 'confirm', id: idOf('songs'), importance: 5 },
      ]);
    });
    const { store } = extracting;
    const before = await extracting.talk(['I keep bees and sing.', ...SMALL_TALK]);
    await extracting.claim();
    const source = [before[0]?.id ?? ''];
    const song = add('sings', 'songs', source, { single: false });
    await mustCommit(store, add('keeps', 'bees', source, { single: false }), song);
    await extracting.talk(['I keep wasps instead of bees from Friday on, and sing a song.', ...SMALL_TALK]);
    await extracting.work();
    expect(await values(extracting)).toEqual(['songs', 'wasps']);
    const [wasps] = await store.memories.memories({ owner: 'alice', type: 'task', limit: 9 });
    expect(wasps?.eventAt).toBe(Date.UTC(2026, 0, 2));
    expect(await store.memories.history('alice', wasps?.id ?? '', 9)).toMatchObject([{ value: 'bees' }]);
    expect(await store.memories.memory('alice', song.memory.id)).toMatchObject({ importance: 5 });
  });

  verifies('memory:once fault:F22', 'applies fifty conversations at once, each of them once', async () => {
    let asked = 0;
    await using extracting = await startExtracting(async (question) => {
      asked += 1;
      const number = /I keep (\d+) bees/.exec(textOf(question))?.[1] ?? '';
      return answer([
        { kind: 'add', attribute: 'bees_name', value: `${number} bees`, text: `The user keeps ${number} bees.` },
        { kind: 'add', attribute: 'city', value: 'Lisbon', text: 'The user lives in Lisbon.' },
      ]);
    });
    const numbers = Array.from({ length: 50 }, (_, at) => 100 + at);
    // Ten owners, who say five times where they live and how many bees they have now.
    await Promise.all(
      numbers.map((number) => extracting.talk([`I live in Lisbon and I keep ${number} bees.`], `owner ${number % 10}`)),
    );
    await extracting.work();
    expect(asked).toBe(50);
    for (let owner = 0; owner < 10; owner += 1) {
      const query = { owner: `owner ${owner}`, limit: 99 };
      const found = await extracting.store.memories.memories(query);
      expect(found.filter(({ status }) => status === 'current')).toHaveLength(2);
      expect(new Set(found.map(({ value }) => value)).size).toBe(found.length);
      expect(found).toHaveLength(6);
      const [home] = found.filter(({ value }) => value === 'Lisbon');
      expect(await extracting.store.memories.sources(query.owner, [home?.id ?? ''])).toHaveLength(5);
    }
  });

  verifies('memory:failure', 'is asked again by schedule, and in the end the rules read what it did not', async () => {
    await using extracting = await startExtracting(() =>
      Promise.reject(new ModelError('upstream_unavailable', 'It is away.')),
    );
    await extracting.talk(['I live in Lisbon.', ...SMALL_TALK]);
    const job = await extracting.claim();
    const { handler, store } = extracting;
    const { signal } = new AbortController();
    const tries = handler.delaysMs.length + 1;
    for (let attempts = 1; attempts < tries; attempts += 1) {
      expect(await handler.run({ ...job, attempts }, signal)).toMatchObject({ kind: 'failed' });
    }
    const last = await handler.run({ ...job, attempts: tries }, signal);
    expect(last).toMatchObject({ kind: 'hopeless' });
    await mustCommit(store, ...(last.kind === 'hopeless' ? (last.writes ?? []) : []));
    expect(await values(extracting)).toEqual(['Lisbon']);
    expect(extracting.noted).toEqual(['rules after failure']);
  });

  verifies('memory:failure', 'fails where its answer is not what was asked for', async () => {
    await using extracting = await startExtracting(async () => 'Sure! I remember everything.');
    await extracting.talk(['I live in Lisbon.', ...SMALL_TALK]);
    const outcome = await extracting.handler.run(await extracting.claim(), new AbortController().signal);
    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(await values(extracting)).toEqual([]);
  });
});

describe('the summary of a conversation', () => {
  verifies('memory:summary', 'is what the model made of the one before, within 600 tokens', async () => {
    await using extracting = await startExtracting(async () =>
      answer([], `Old news.\n${'They spoke of bees. '.repeat(400)}`),
    );
    const [first] = await extracting.talk(['I keep bees.', ...SMALL_TALK]);
    await extracting.work();
    const summary = await extracting.store.memories.summary('alice', first?.conversation ?? '');
    expect(summary?.text).toContain('They spoke of bees.');
    expect(summary?.tokens).toBeLessThanOrEqual(600);
  });

  verifies('memory:summary', 'is made of what tells most, where there is no model', async () => {
    await using extracting = await startExtracting(null);
    const [first] = await extracting.talk(['I moved to Lisbon in March with my sister.', ...SMALL_TALK]);
    await extracting.work();
    const { text = '' } = (await extracting.store.memories.summary('alice', first?.conversation ?? '')) ?? {};
    expect(text).toContain('user: I moved to Lisbon in March with my sister.');
    expect(await values(extracting)).toEqual(['Lisbon']);
  });
});
