import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { EXTRACTION, type MemoryWrite } from '../../src/ports/memory-store.ts';
import { add, currentValues, said } from './memory-fixtures.ts';
import { commit, mustCommit, newId, NOW } from './store-fixtures.ts';
import type { MakeStore } from './store-subject.ts';

/** The MUSTs of `ports/memory-store.ts`; run by each store. */
export function memoryContract(name: string, make: MakeStore): void {
  describe(`the memory contract on ${name}`, () => {
    findingTests(make);
    comparingTests(make);
    changingTests(make);
    batchTests(make);
  });
}

function findingTests(make: MakeStore): void {
  verifies('memory:store', 'finds memories with their sources, page by page, over a restart too', async () => {
    await using subject = await make();
    const { messages } = await said(subject.store, ['I live in Ghent.', 'I play chess.', 'I play go.']);
    const [home, chess, go] = messages.map(({ id }) => id);
    const adds = [
      add('lives_in', 'Ghent', [home ?? '']),
      add('plays', 'chess', [chess ?? ''], { single: false, memory: { recordedAt: NOW + 1, type: 'preference' } }),
      add('plays', 'go', [go ?? '', chess ?? ''], { single: false, memory: { recordedAt: NOW + 1, scope: 'milo' } }),
    ];
    await mustCommit(subject.store, ...adds);
    await subject.reopen('second');
    const { memories } = subject.store;
    const all = await memories.memories({ owner: 'alice', limit: 99 });
    expect(all.map(({ value }) => value)).toEqual(['go', 'chess', 'Ghent']);
    expect(all[2]).toEqual({
      ...adds[0]?.memory,
      validTo: null,
      supersededBy: null,
      status: 'current',
      accessCount: 0,
      lastAccessed: null,
    });
    const first = await memories.memories({ owner: 'alice', limit: 2 });
    const last = first.at(-1);
    const rest = await memories.memories({ owner: 'alice', limit: 2, ...(last === undefined ? {} : { before: last }) });
    expect(rest.map(({ value }) => value)).toEqual(['Ghent']);
    const filtered = await memories.memories({ owner: 'alice', scope: 'staff/maya', type: 'preference', limit: 9 });
    expect(filtered.map(({ value }) => value)).toEqual(['chess']);
    const sources = await memories.sources('alice', [adds[2]?.memory.id ?? '']);
    expect(sources.map(({ message }) => message)).toEqual([
      { ...messages[1], parent: home },
      { ...messages[2], parent: chess },
    ]);
  });

  verifies('memory:owner fault:S04', "reaches nothing of another owner's by any question or change", async () => {
    await using subject = await make();
    const { store } = subject;
    const mine = await said(store, ['I live in Ghent.']);
    const source = mine.messages[0]?.id ?? '';
    const ours = add('lives_in', 'Ghent', [source], {
      entities: [{ id: newId(), name: 'Ghent', type: 'place', aliases: [] }],
    });
    const { id, text } = ours.memory;
    await mustCommit(store, ours);
    const hers: readonly MemoryWrite[] = [
      // A source of somebody else's is none.
      add('lives_in', 'Rome', [source], { memory: { owner: 'bob' } }),
      add('lives_in', 'Paris', [], { memory: { owner: 'bob' }, supersedes: [id] }),
      { kind: 'memory.confirm', owner: 'bob', id, sources: [source], importance: 5 },
      {
        kind: 'memory.end',
        owner: 'bob',
        scope: 'staff/maya',
        subject: 'user',
        attribute: 'lives_in',
        value: null,
        at: NOW,
      },
      { kind: 'memory.touch', owner: 'bob', ids: [id], at: NOW },
      { kind: 'memory.clear', owner: 'bob', scope: null },
    ];
    await mustCommit(store, ...hers);
    expect(await commit(store, { kind: 'memory.remove', owner: 'bob', id })).toMatchObject({ reason: 'not-found' });
    const changes = { type: 'fact' as const, value: 'Rome', text, importance: 3, eventAt: null };
    const keys = { value: 'rome', terms: ['rome'] };
    const correct = { kind: 'memory.correct' as const, owner: 'bob', id, former: newId(), changes, keys, at: NOW };
    expect(await commit(store, correct)).toMatchObject({ reason: 'not-found' });
    const { memories } = store;
    expect(await memories.memory('alice', id)).toMatchObject({ value: 'Ghent', importance: 3, accessCount: 0 });
    expect(await memories.memory('bob', id)).toBeNull();
    expect(await memories.memories({ owner: 'bob', limit: 9 })).toEqual([]);
    expect(await memories.sources('bob', [id])).toEqual([]);
    expect(await memories.history('bob', id, 9)).toEqual([]);
    expect(await memories.nearest('bob', 'staff/maya', ['ghent'], 9)).toEqual([]);
    expect(await memories.entities('bob', 'staff/maya', ['ghent'])).toEqual([]);
    expect(await memories.nearest('alice', 'staff/maya', ['ghent'], 9)).toHaveLength(1);
  });

  verifies('memory:store', 'finds those nearest by the terms that few have', async () => {
    await using subject = await make();
    const { messages } = await said(subject.store, ['words']);
    const source = [messages[0]?.id ?? ''];
    const texts = ['user plays chess', 'user plays bridge', 'user plays chess online'];
    await mustCommit(subject.store, ...texts.map((text, at) => add(`a${at}`, `v${at}`, source, { memory: { text } })));
    const nearest = await subject.store.memories.nearest('alice', 'staff/maya', ['plai', 'chess', 'onlin'], 2);
    expect(nearest.map(({ text }) => text)).toEqual(['user plays chess online', 'user plays chess']);
  });
}

function comparingTests(make: MakeStore): void {
  verifies('memory:confirm', 'confirms what is said again, and remembers nothing twice', async () => {
    await using subject = await make();
    const { store } = subject;
    const { messages } = await said(store, ['a', 'b', 'c']);
    const [a = '', b = '', c = ''] = messages.map(({ id }) => id);
    const first = add('plays', 'chess', [a], { single: false, memory: { text: 'The user plays chess in the club' } });
    const near = { text: 'The user plays chess in the old club', importance: 5 };
    await mustCommit(store, first, first);
    await mustCommit(store, add('plays', 'the chess', [b], { single: false }));
    // Four of five terms are shared.
    await mustCommit(store, add('plays', 'blitz', [c], { single: false, memory: near }));
    await mustCommit(store, add('plays', 'chess', [a], { single: false }));
    expect(await currentValues(store)).toEqual(['chess']);
    expect(await store.memories.memory('alice', first.memory.id)).toMatchObject({ importance: 5 });
    const sources = await store.memories.sources('alice', [first.memory.id]);
    expect(sources.map(({ message }) => message.id)).toEqual([a, b, c]);
    await mustCommit(store, add('plays', 'go', [c], { single: false, memory: { subject: 'anna' } }));
    expect(await currentValues(store)).toHaveLength(2);
  });

  verifies(
    'memory:order memory:contradiction',
    'keeps current what was said last, in whatever order it comes',
    async () => {
      await using subject = await make();
      const { store } = subject;
      const { messages } = await said(store, ['a', 'b', 'c']);
      const [a = '', b = '', c = ''] = messages.map(({ id }) => id);
      const at = (validFrom: number) => ({ memory: { validFrom } });
      const [one, three, two] = [
        add('lives_in', 'Ghent', [a], at(1)),
        add('lives_in', 'Rome', [c], at(3)),
        add('lives_in', 'Paris', [b], at(2)),
      ];
      await mustCommit(store, one, three, two);
      expect(await currentValues(store)).toEqual(['Rome']);
      const history = await store.memories.history('alice', three.memory.id, 9);
      expect(history.map(({ value, validTo }) => [value, validTo])).toEqual([
        ['Paris', 3],
        ['Ghent', 3],
      ]);
      // The same batch once more: nothing that was superseded comes back.
      await mustCommit(store, add('lives_in', 'Ghent', [a], at(1)));
      expect(await store.memories.memories({ owner: 'alice', limit: 9 })).toHaveLength(3);
      // Who moves back has said so anew.
      const { messages: later } = await said(store, ['d']);
      await mustCommit(store, add('lives_in', 'Ghent', [later[0]?.id ?? ''], at(4)));
      expect(await currentValues(store)).toEqual(['Ghent']);
    },
  );
}

function changingTests(make: MakeStore): void {
  verifies(
    'memory:correct',
    'keeps what a memory said before its correction, and lets no older message undo it',
    async () => {
      await using subject = await make();
      const { store } = subject;
      const { messages } = await said(store, ['a', 'b']);
      const [a = '', b = ''] = messages.map(({ id }) => id);
      const first = add('lives_in', 'Bern', [a]);
      const { id } = first.memory;
      await mustCommit(store, first);
      const changes = {
        type: 'fact' as const,
        value: 'Berlin',
        text: 'Lives in Berlin.',
        importance: 4,
        eventAt: null,
      };
      const keys = { value: 'berlin', terms: ['live', 'berlin'] };
      const former = newId();
      await mustCommit(store, { kind: 'memory.correct', owner: 'alice', id, former, changes, keys, at: NOW + 9 });
      expect(await store.memories.memory('alice', id)).toMatchObject({
        ...changes,
        extractor: 'user',
        validFrom: NOW + 9,
      });
      expect(await store.memories.history('alice', id, 9)).toMatchObject([
        { id: former, value: 'Bern', status: 'superseded', supersededBy: id, validTo: NOW + 9 },
      ]);
      expect(await store.memories.sources('alice', [id, former])).toHaveLength(2);
      expect(await store.memories.nearest('alice', 'staff/maya', ['berlin'], 9)).toHaveLength(1);
      await mustCommit(store, add('lives_in', 'Basel', [b]));
      expect(await currentValues(store)).toEqual(['Berlin']);
    },
  );

  verifies('memory:correct', 'makes no former value where only the importance is another', async () => {
    await using subject = await make();
    const { store } = subject;
    const { messages } = await said(store, ['a']);
    const first = add('lives_in', 'Bern', [messages[0]?.id ?? '']);
    const { id, validFrom } = first.memory;
    await mustCommit(store, first);
    const before = await store.memories.memory('alice', id);
    const { type, value, text, eventAt } = first.memory;
    const changes = { type, value, text, eventAt, importance: 1 };
    const weigh = { kind: 'memory.correct' as const, id, former: null, changes, keys: first.keys, at: NOW + 9 };
    await mustCommit(store, { ...weigh, owner: 'alice' });
    expect(await store.memories.memory('alice', id)).toEqual({ ...before, importance: 1, validFrom });
    expect(await store.memories.history('alice', id, 9)).toEqual([]);
    expect(await commit(store, { ...weigh, owner: 'bob' })).toMatchObject({ reason: 'not-found' });
  });

  verifies('memory:delete', 'leaves no byte of what the user removes, nor of what that replaced', async () => {
    await using subject = await make();
    const { store } = subject;
    const { messages } = await said(store, ['a', 'b', 'c']);
    const [a = '', b = '', c = ''] = messages.map(({ id }) => id);
    const entities = [{ id: newId(), name: 'Canarytown', type: 'place', aliases: ['canarytown upon sea'] }];
    const second = add('lives_in', 'Canarytown', [b], { entities, memory: { validFrom: NOW + 1 } });
    await mustCommit(store, add('lives_in', 'Canaryville', [a]), second, add('plays', 'chess', [c]));
    await mustCommit(store, { kind: 'memory.remove', owner: 'alice', id: second.memory.id });
    expect(await currentValues(store)).toEqual(['chess']);
    for (const marker of ['Canary', 'canary']) expect(await subject.holds(marker), marker).toBe(false);
    expect(await subject.holds('chess')).toBe(true);
  });

  verifies('memory:cascade fault:C20', 'takes with a conversation what comes from nowhere else', async () => {
    await using subject = await make();
    const { store } = subject;
    const [gone, kept] = [await said(store, ['a', 'b']), await said(store, ['c'])];
    const [a = '', b = ''] = gone.messages.map(({ id }) => id);
    const c = kept.messages[0]?.id ?? '';
    const entities = [{ id: newId(), name: 'Vanishing', type: 'thing', aliases: [] }];
    const shared = add('plays', 'chess', [a, c]);
    await mustCommit(store, shared, add('lives_in', 'Canaryville', [b], { entities }));
    const { conversation } = gone;
    const summary = { conversation, owner: 'alice', uptoMessage: b, uptoAt: NOW, text: 'Canary summary', tokens: 3 };
    await mustCommit(store, { kind: 'summary.put', summary });
    expect(await store.memories.summary('alice', conversation)).toEqual(summary);
    expect(await store.memories.summary('bob', conversation)).toBeNull();
    await mustCommit(store, { kind: 'conversation.delete', owner: 'alice', id: conversation });
    expect(await currentValues(store)).toEqual(['chess']);
    expect(await store.memories.sources('alice', [shared.memory.id])).toMatchObject([{ message: { id: c } }]);
    expect(await store.memories.entities('alice', 'staff/maya', ['vanishing'])).toEqual([]);
    expect(await store.memories.summary('alice', conversation)).toBeNull();
    for (const marker of ['Canary', 'canaryvil', 'anishing']) expect(await subject.holds(marker), marker).toBe(false);
  });
}

function batchTests(make: MakeStore): void {
  const note = (
    conversation: string,
    to: string,
    turn: string,
    more: { tokens?: number; at?: number } = {},
  ): MemoryWrite => ({
    kind: 'memory.note',
    batch: {
      conversation,
      owner: 'alice',
      scope: 'staff/maya',
      to,
      turn,
      messages: 2,
      tokens: more.tokens ?? 10,
      updatedAt: more.at ?? NOW,
    },
    full: { messages: 6, tokens: 1_000 },
    read: false,
  });

  verifies('memory:batch', 'makes one job of a full batch, in the transaction that fills it', async () => {
    await using subject = await make();
    const { store } = subject;
    const { conversation, messages } = await said(store, ['1', '2', '3', '4', '5']);
    const ids = messages.map(({ id }) => id);
    for (const [at, id] of ids.slice(0, 2).entries()) await mustCommit(store, note(conversation, id, `t${at}`));
    // A repeat after an answer that got lost counts nothing twice.
    await mustCommit(store, note(conversation, ids[1] ?? '', 't1'));
    expect(await store.memories.batch('alice', conversation)).toMatchObject({ messages: 4, from: null, to: ids[1] });
    expect(await store.claim([EXTRACTION], 'first', 1, 9)).toEqual([]);
    await mustCommit(store, note(conversation, ids[2] ?? '', 't2'));
    expect(await store.memories.batch('alice', conversation)).toBeNull();
    // The next one is full by its tokens.
    await mustCommit(store, note(conversation, ids[3] ?? '', 't3', { tokens: 1_000 }));
    const jobs = await store.claim([EXTRACTION], 'first', 1, 9);
    const payload = { owner: 'alice', scope: 'staff/maya', conversation, read: false };
    expect(jobs.map((job) => job.payload)).toEqual([
      { ...payload, from: null, to: ids[2] },
      { ...payload, from: ids[2], to: ids[3] },
    ]);
    expect(jobs.map(({ key, turn }) => [key, turn])).toEqual([
      [`${conversation}  ${ids[2] ?? ''}`, 't2'],
      [`${conversation} ${ids[2] ?? ''} ${ids[3] ?? ''}`, 't3'],
    ]);
  });

  verifies('memory:batch', 'makes a job of what waits in a conversation that fell silent', async () => {
    await using subject = await make();
    const { store } = subject;
    const [silent, lively] = [await said(store, ['1', '2']), await said(store, ['3'])];
    const last = silent.messages[1]?.id ?? '';
    await mustCommit(store, note(silent.conversation, last, 't1'));
    await mustCommit(store, note(lively.conversation, lively.messages[0]?.id ?? '', 't2', { at: NOW + 5_000 }));
    const close = { kind: 'memory.close' as const, before: NOW + 1_000, at: NOW, limit: 9 };
    await mustCommit(store, close);
    await mustCommit(store, close);
    const jobs = await store.claim([EXTRACTION], 'first', 1, 9);
    expect(jobs.map(({ payload }) => payload)).toMatchObject([{ conversation: silent.conversation, to: last }]);
  });

  verifies('memory:delete', 'forgets everything of a scope, and what waits to be read, but no message', async () => {
    await using subject = await make();
    const { store } = subject;
    const { conversation, messages } = await said(store, ['words of a message']);
    const source = messages[0]?.id ?? '';
    await mustCommit(
      store,
      add('lives_in', 'Canaryville', [source]),
      add('lives_in', 'Ghent', [source], { memory: { scope: 'milo' } }),
      note(conversation, source, 't1', { tokens: 9_999 }),
    );
    const brought = await said(store, ['words from elsewhere']);
    const uptoMessage = brought.messages[0]?.id ?? '';
    const summary = { conversation: brought.conversation, owner: 'alice', uptoMessage, uptoAt: NOW, tokens: 3 };
    await mustCommit(store, { kind: 'summary.put', summary: { ...summary, text: 'Canary summary' } });
    await mustCommit(store, { kind: 'memory.clear', owner: 'alice', scope: 'staff/maya' });
    expect(await store.claim([EXTRACTION], 'first', 1, 9)).toEqual([]);
    const left = await store.memories.memories({ owner: 'alice', limit: 9 });
    expect(left.map(({ scope }) => scope)).toEqual(['milo']);
    // It is of another scope.
    expect(await store.memories.summary('alice', brought.conversation)).not.toBeNull();
    const whole = ['staff', 'staff/omar', 'staffing', 'staffing/omar'];
    await mustCommit(store, ...whole.map((scope) => add('plays', 'chess', [source], { memory: { scope } })));
    await mustCommit(store, { kind: 'memory.clear', owner: 'alice', scope: 'staff' });
    const others = await store.memories.memories({ owner: 'alice', limit: 9 });
    expect(others.map(({ scope }) => scope).toSorted()).toEqual(['milo', 'staffing', 'staffing/omar']);
    await mustCommit(store, { kind: 'memory.clear', owner: 'alice', scope: null });
    expect(await store.memories.summary('alice', brought.conversation)).toBeNull();
    expect(await subject.holds('Canary')).toBe(false);
    expect(await store.message('alice', source)).not.toBeNull();
  });
}
