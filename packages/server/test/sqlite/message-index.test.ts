import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import { createSqliteMessageIndex } from '../../src/adapters/sqlite/recall/sqlite-message-index.ts';
import type { SqliteStore } from '../../src/adapters/sqlite/sqlite-store.ts';
import type { MessageIndex, RecallQuery } from '../../src/ports/message-index.ts';
import type { NewMemory } from '../../src/ports/memory-store.ts';
import type { MessageRecord, TurnRecord } from '../../src/ports/records.ts';
import type { Write } from '../../src/ports/store.ts';
import { termsOf } from '../../src/retrieval/text/terms.ts';
import { commit, message, mustCommit, newId, NOW, storedConversation, turn } from '../contracts/store-fixtures.ts';

const MINUTE = 60_000;

type MemoryAdd = Extract<Write, { kind: 'memory.add' }>;

let folder: string;
let file: string;
let store: SqliteStore;
let index: MessageIndex;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parlance-recall-'));
  file = join(folder, 'parlance.db');
  store = await openSqliteStore({ file, node: 'first', clock: new ManualClock(NOW) });
  index = createSqliteMessageIndex(file);
});
afterAll(async () => {
  await index.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everybody in a test is somebody else than in the others. */
let owner: string;
beforeEach(() => {
  owner = newId();
});

/** Stores a message and indexes it in one commit. */
async function say(
  of: { readonly conversation: string },
  text: string,
  changes: Partial<MessageRecord> = {},
): Promise<MessageRecord> {
  const said = message(of, { parts: [{ kind: 'text', text }], ...changes });
  const { conversation, id } = said;
  await mustCommit(
    store,
    { kind: 'message.create', follow: 'parent', message: said },
    { kind: 'message.index', conversation, message: id },
  );
  return said;
}

function ask(conversation: string, text: string, changes: Partial<RecallQuery> = {}) {
  const scope = { kind: 'conversations', conversations: [conversation] } as const;
  return index.search({ owner, scope, text, k: 10, now: NOW, ...changes });
}

/** As `ask`, where an index that has read nothing before finds the same, and scores it alike. */
async function askAsFresh(text: string, changes: Partial<RecallQuery>) {
  const hits = (await ask('', text, changes)) ?? [];
  const fresh = createSqliteMessageIndex(file);
  const scope = { kind: 'assistant', assistant: 'assistant' } as const;
  expect(await fresh.search({ owner, scope, text, k: 10, now: NOW, ...changes })).toEqual(hits);
  await fresh.close();
  return hits;
}

/** What a second connection reads of the index, as another process would. */
function rows(conversation: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare('SELECT * FROM message_index WHERE conversation = ? ORDER BY position').all(conversation);
  } finally {
    database.close();
  }
}

verifies('recall:at-once', 'finds a message after its commit, and never one whose commit was refused', async () => {
  const of = await storedConversation(store, { owner });
  const heron = await say(of, 'A heron stood in the pond.');
  expect(await ask(of.conversation, 'heron')).toMatchObject([{ kind: 'message', id: heron.id }]);
  const lost = message(of, { parent: heron.id, parts: [{ kind: 'text', text: 'Then a kingfisher came.' }] });
  const outcome = await commit(
    store,
    { kind: 'message.create', follow: 'parent', message: lost },
    { kind: 'message.index', conversation: of.conversation, message: lost.id },
    { kind: 'message.index', conversation: of.conversation, message: newId() },
  );
  expect(outcome).toEqual({ committed: false, reason: 'not-found', write: 2 });
  expect(await ask(of.conversation, 'kingfisher')).toEqual([]);
  const kept = await say(of, 'Then an otter came.', { parent: heron.id });
  expect(await ask(of.conversation, 'otter')).toMatchObject([{ id: kept.id }, { id: heron.id }]);
  expect(await ask(of.conversation, 'otter', { exclude: [kept.id] })).toMatchObject([{ id: heron.id }]);
});

verifies('recall:free', 'keeps nothing of messages that nobody indexed', async () => {
  const of = await storedConversation(store, { owner });
  await mustCommit(store, { kind: 'message.create', follow: 'parent', message: message(of) });
  expect(rows(of.conversation)).toEqual([]);
  expect(await ask(of.conversation, 'hello')).toEqual([]);
});

verifies('recall:sessions', 'begins a session after half an hour of silence, and not before', async () => {
  const of = await storedConversation(store, { owner });
  let last: MessageRecord | null = null;
  for (const minutes of [0, 30, 60.1, 59]) {
    last = await say(of, 'Word.', { parent: last?.id ?? null, createdAt: NOW + minutes * MINUTE });
  }
  expect(rows(of.conversation).map(({ session }) => session)).toEqual([1, 1, 2, 2]);
});

verifies('recall:branch', 'finds what leads to the head, and what was said on another branch no more', async () => {
  const of = await storedConversation(store, { owner });
  const top = await say(of, 'Which bird shall we draw?');
  await say(of, 'The heron.', { parent: top.id, role: 'assistant' });
  expect(await ask(of.conversation, 'heron')).toHaveLength(2);
  const other = await say(of, 'Which fish shall we draw instead?', { parent: null });
  expect(await ask(of.conversation, 'heron')).toEqual([]);
  expect(await ask(of.conversation, 'fish')).toMatchObject([{ id: other.id }]);
});

verifies('recall:branch', 'finds an answer that came after the question behind it was asked', async () => {
  const of = await storedConversation(store, { owner });
  const [first, second] = [turn(of, { owner }), turn(of, { owner })];
  const asking = (record: TurnRecord, text: string): readonly Write[] => [
    {
      kind: 'message.create',
      follow: 'tail',
      message: message(record, { id: record.userMessage, turn: record.id, parts: [{ kind: 'text', text }] }),
    },
    { kind: 'turn.create', turn: record, maxWaiting: 8 },
    { kind: 'message.index', conversation: of.conversation, message: record.userMessage },
  ];
  await mustCommit(store, ...asking(first, 'Which bird nests here?'));
  await mustCommit(store, ...asking(second, 'And which fish?'));
  expect(await ask(of.conversation, 'bird')).toMatchObject([{ id: first.userMessage }, { id: second.userMessage }]);
  await say(of, 'The heron.', { id: first.assistantMessage, parent: first.userMessage, role: 'assistant' });
  expect((await ask(of.conversation, 'heron'))?.[0]).toMatchObject({ id: first.assistantMessage });
  await say(of, 'The pike.', { id: second.assistantMessage, parent: second.userMessage, role: 'assistant' });
  expect((await ask(of.conversation, 'heron'))?.[0]).toMatchObject({ id: first.assistantMessage });
});

verifies('recall:gone', 'finds nothing of a deleted conversation, nor keeps a row of it', async () => {
  const of = await storedConversation(store, { owner });
  const other = await storedConversation(store, { owner });
  await say(of, 'A heron stood in the pond.');
  await say(other, 'A heron stood in the river.');
  await ask(of.conversation, 'heron');
  await mustCommit(store, { kind: 'conversation.delete', id: of.conversation, owner });
  expect(await ask(of.conversation, 'heron')).toBeNull();
  expect(rows(of.conversation)).toEqual([]);
  expect(rows(other.conversation)).toHaveLength(1);
  const scope = { kind: 'assistant', assistant: 'assistant' } as const;
  expect(await ask('', 'heron', { scope })).toHaveLength(1);
});

verifies('recall:branch recall:gone', 'keeps up with several conversations that are searched together', async () => {
  const [pond, river, lake] = [
    await storedConversation(store, { owner }),
    await storedConversation(store, { owner }),
    await storedConversation(store, { owner }),
  ];
  const scope = { kind: 'assistant', assistant: 'assistant' } as const;
  const herons = async (): Promise<readonly string[]> =>
    (await askAsFresh('heron', { scope })).map((hit) => hit.text).toSorted();
  const top = await say(pond, 'Where is the pond?');
  await say(pond, 'A heron at the pond.', { parent: top.id, role: 'assistant' });
  const first = await say(river, 'A heron at the river.');
  expect(await herons()).toEqual(['A heron at the pond.', 'A heron at the river.', 'Where is the pond?']);
  // What is said later in one of them stands behind what was said there, whatever was said elsewhere in between.
  await say(lake, 'A heron at the lake.');
  await say(river, 'Another heron at the river.', { parent: first.id });
  expect(await herons()).toEqual([
    'A heron at the lake.',
    'A heron at the pond.',
    'A heron at the river.',
    'Another heron at the river.',
    'Where is the pond?',
  ]);
  await mustCommit(store, { kind: 'conversation.delete', id: lake.conversation, owner });
  expect(await herons()).toHaveLength(4);
  await say(pond, 'No heron here.', { parent: null });
  const late = await storedConversation(store, { owner });
  await say(late, 'A heron at last.');
  expect(await herons()).toEqual([
    'A heron at last.',
    'A heron at the river.',
    'Another heron at the river.',
    'No heron here.',
  ]);
});

verifies('recall:owners', 'answers alike whatever other owners keep, and never from it', async () => {
  const own = await storedConversation(store, { owner });
  const foreign = await storedConversation(store, { owner: newId() });
  await say(own, 'The heron nests above the pond in spring.');
  const before = await ask(own.conversation, 'Where does the heron nest?');
  for (let more = 0; more < 20; more += 1) await say(foreign, `Heron ${more} nests in the reeds.`);
  expect(await ask(own.conversation, 'Where does the heron nest?')).toEqual(before);
  expect(before).toHaveLength(1);
  expect(await ask(foreign.conversation, 'heron')).toBeNull();
  const scope = { kind: 'assistant', assistant: 'assistant' } as const;
  expect(await ask('', 'heron reeds', { scope })).toHaveLength(1);
});

/** Remembers a sentence that comes from these messages. */
function remembering(text: string, sources: readonly string[], changes: Partial<NewMemory> = {}): MemoryAdd {
  const value = text.split(' ').at(-1) ?? '';
  return {
    kind: 'memory.add',
    memory: {
      id: newId(),
      owner,
      scope: 'assistant',
      type: 'preference',
      subject: 'user',
      attribute: 'favourite_color',
      value,
      text,
      importance: 3,
      validFrom: NOW,
      eventAt: null,
      recordedAt: NOW,
      extractor: 'rules',
      ...changes,
    },
    keys: { value, terms: termsOf(text) },
    sources,
    single: true,
    supersedes: [],
    entities: [],
    relations: [],
  };
}

verifies(
  'recall:memories',
  'lifts messages by what is remembered of them, and puts memories behind messages',
  async () => {
    const of = await storedConversation(store, { owner });
    const first = await say(of, 'Somebody painted the door.');
    const teal = await say(of, 'Teal, as always.', { parent: first.id });
    const last = await say(of, 'The color of the door has faded, my favourite one.', {
      parent: teal.id,
      createdAt: NOW + 1,
    });
    const question = 'What is my favourite color?';
    expect((await ask(of.conversation, question))?.[0]?.id).toBe(last.id);
    const former = remembering('My favourite color was red', [first.id], { validFrom: NOW - 1 });
    const fact = remembering('My favourite color is teal', [teal.id]);
    await mustCommit(store, former, fact);
    const hits = (await ask(of.conversation, question)) ?? [];
    expect(hits.slice(0, 2).map(({ id }) => id)).toContain(teal.id);
    expect(hits.map(({ kind }) => kind)).toEqual(['message', 'message', 'message', 'memory', 'memory']);
    expect(hits[3]).toMatchObject({ id: fact.memory.id, text: fact.memory.text, sources: [{ message: teal.id }] });
    expect(hits[4]?.score).toBeLessThan((hits[3]?.score ?? 0) / 2);
    expect(await ask(of.conversation, question, { k: 3 })).toEqual(hits.slice(0, 3));
    expect(await ask(of.conversation, question, { kinds: ['memory'], k: 1 })).toEqual([hits[3]]);
    const past = await ask(of.conversation, 'What was my favourite color previously?', { kinds: ['memory'] });
    expect(past?.[1]?.score).toBeGreaterThan((past?.[0]?.score ?? 0) / 2);
    const scope = { kind: 'scopes', scopes: ['assistant'] } as const;
    expect(await ask('', question, { scope, kinds: ['memory'], owner: newId() })).toEqual([]);
  },
);

verifies('recall:memories', 'reads memories again that were corrected or removed since it was asked', async () => {
  const of = await storedConversation(store, { owner });
  const said = await say(of, 'They spoke of the garden.');
  const [ladder, shed] = ['The ladder needs repair', 'The shed was painted'].map((text) =>
    remembering(text, [said.id], { subject: text }),
  );
  if (ladder === undefined || shed === undefined) throw new Error('Two memories were made.');
  await mustCommit(store, ladder, shed);
  const scope = { kind: 'assistant', assistant: 'assistant' } as const;
  const found = async (asked: string): Promise<readonly string[]> =>
    (await askAsFresh(asked, { scope, kinds: ['memory'] })).map((hit) => hit.id);
  expect(await found('Which ladder?')).toEqual([ladder.memory.id]);
  expect(await found('Which shed?')).toEqual([shed.memory.id]);
  const { id, type, value, importance, eventAt } = ladder.memory;
  const text = 'The kettle needs repair';
  const former = newId();
  const keys = { value, terms: termsOf(text) };
  const changes = { type, value, text, importance, eventAt };
  await mustCommit(store, { kind: 'memory.correct', owner, id, former, changes, keys, at: NOW + 1 });
  expect(await found('Which kettle?')).toEqual([id]);
  expect(await found('Which ladder?')).toEqual([former]);
  await mustCommit(store, { kind: 'memory.remove', owner, id: shed.memory.id });
  expect(await found('Which shed?')).toEqual([]);
  expect(await found('Which kettle?')).toEqual([id]);
  const later = remembering('The shed was sold', [said.id], { subject: 'shed' });
  await mustCommit(store, later);
  expect(await found('Which shed?')).toEqual([later.memory.id]);
});

verifies('recall:memories', 'follows facts about a name to what was said of another, and tells relations', async () => {
  const of = await storedConversation(store, { owner });
  const bought = await say(of, 'Anna got herself a spaniel.');
  const accident = await say(of, 'He ran into the lake last night.', { parent: bought.id });
  const [anna, bello] = [newId(), newId()];
  const entities = [
    { id: anna, name: 'Anna', type: 'person', aliases: ['anna'] },
    { id: bello, name: 'Bello', type: 'animal', aliases: ['bello'] },
  ];
  const owns = remembering('Anna owns Bello', [bought.id], { subject: 'anna', attribute: 'owns' });
  const lake = remembering('Bello ran into the lake', [accident.id], { subject: 'bello', attribute: 'did' });
  await mustCommit(
    store,
    { ...owns, entities, relations: [{ src: anna, predicate: 'is_owner_of', dst: bello }] },
    { ...lake, entities: entities.slice(1) },
  );
  const found = (await ask(of.conversation, 'What did the animal of Anna do?')) ?? [];
  expect(found.map(({ id }) => id)).toContain(accident.id);
  const relations = await ask(of.conversation, 'Whom does Anna have?', { kinds: ['relation'] });
  expect(relations).toMatchObject([
    { kind: 'relation', text: 'Anna is owner of Bello', sources: [{ message: bought.id }] },
  ]);
});

verifies(
  'recall:memories',
  'finds as many memories as are asked for, and those of a conversation among all others',
  async () => {
    const [of, other] = [await storedConversation(store, { owner }), await storedConversation(store, { owner })];
    const [here, elsewhere] = [await say(of, 'They spoke of stamps.'), await say(other, 'More of stamps.')];
    const about = (number: number, message: string) =>
      remembering(`Stamp ${number} is blue`, [message], { subject: `stamp ${number}` });
    const own = about(0, here.id);
    await mustCommit(store, own, ...Array.from({ length: 99 }, (_, more) => about(more + 1, elsewhere.id)));
    const scope = { kind: 'assistant', assistant: 'assistant' } as const;
    const kinds = ['memory'] as const;
    expect(await ask('', 'Which stamp is blue?', { scope, kinds, k: 100 })).toHaveLength(100);
    const found = await ask(of.conversation, 'Which stamp is blue?', { kinds });
    expect(found?.map(({ id }) => id)).toEqual([own.memory.id]);
  },
);

verifies('recall:memories', 'puts what fits better first among what facts about a name lead to', async () => {
  const of = await storedConversation(store, { owner });
  const entities = [{ id: newId(), name: 'Anna', type: 'person', aliases: ['anna'] }];
  let parent: string | null = null;
  const said: string[] = [];
  for (const thing of ['shed', 'fence', 'gate', 'bench', 'roof', 'porch']) {
    const message = await say(of, `Anna painted the ${thing} in spring.`, { parent });
    // The first is remembered longest, the second was remembered last.
    const about = {
      subject: 'anna',
      attribute: `did_${thing}`,
      recordedAt: said.length === 0 ? NOW : NOW + 9 - said.length,
    };
    await mustCommit(store, { ...remembering(`Anna painted the ${thing}`, [message.id], about), entities });
    said.push(message.id);
    parent = message.id;
  }
  expect((await ask(of.conversation, 'What did Anna do to the shed?'))?.[0]?.id).toBe(said[0]);
});
