import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../src/adapters/sqlite/sqlite-store.ts';
import type { TurnContextRecord } from '../../src/ports/turn-context.ts';
import { mustCommit, newId, NOW, storedConversation } from '../contracts/store-fixtures.ts';
import { testDirectory } from './directory.ts';

function context(changes: Partial<TurnContextRecord> = {}): TurnContextRecord {
  return { turn: newId(), owner: 'alice', conversation: newId(), at: NOW, data: { blocks: [] }, ...changes };
}

async function keep(store: SqliteStore, one: TurnContextRecord, most = 10): Promise<TurnContextRecord> {
  await mustCommit(store, { kind: 'context.keep', context: one, most });
  return one;
}

verifies(
  'context:inspect',
  'The store keeps the newest contexts of each owner, and shows them to nobody else',
  async () => {
    using directory = testDirectory();
    const store = await openSqliteStore({ file: directory.file, node: 'first', clock: new ManualClock(NOW) });
    const first = await keep(store, context(), 2);
    const others = await keep(store, context({ owner: 'bob', at: NOW - 1 }), 2);
    const second = await keep(store, context({ at: NOW + 1, data: { blocks: [{ text: 'one' }] } }), 2);
    await keep(store, { ...second, data: { blocks: [] } }, 2);
    expect(await store.contexts.context('alice', second.turn)).toEqual({ ...second, data: { blocks: [] } });
    expect(await store.contexts.context('bob', second.turn)).toBeNull();
    expect(await store.contexts.context('alice', first.turn)).toEqual(first);
    await keep(store, context({ at: NOW + 2 }), 2);
    expect(await store.contexts.context('alice', first.turn)).toBeNull();
    expect(await store.contexts.context('bob', others.turn)).toEqual(others);
    await store.close();
  },
);

verifies('context:erase', 'A context goes with its conversation, and with every one that it names', async () => {
  using directory = testDirectory();
  const store = await openSqliteStore({ file: directory.file, node: 'first', clock: new ManualClock(NOW) });
  const { conversation } = await storedConversation(store);
  const own = await keep(store, context({ conversation }));
  const naming = await keep(store, context({ data: { blocks: [{ sources: [{ conversation }] }] } }));
  const strangers = await keep(store, context({ owner: 'bob', data: { says: conversation } }));
  const other = await keep(store, context());
  await mustCommit(store, { kind: 'conversation.delete', id: conversation, owner: 'alice' });
  const kept = await Promise.all(
    [own, naming, strangers, other].map(({ owner, turn }) => store.contexts.context(owner, turn)),
  );
  expect(kept).toEqual([null, null, strangers, other]);
  await mustCommit(store, { kind: 'memory.clear', owner: 'alice', scope: null });
  expect(await store.contexts.context('alice', other.turn)).toBeNull();
  expect(await store.contexts.context('bob', strangers.turn)).toEqual(strangers);
  await store.close();
});
