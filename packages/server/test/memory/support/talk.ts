import { readByRules } from '../../../src/capabilities/memory/rules/read-by-rules.ts';
import { writesOf } from '../../../src/capabilities/memory/facts/to-writes.ts';
import type { ReadMessage } from '../../../src/capabilities/memory/facts/operation.ts';
import type { MemoryRecord, MemoryStore } from '../../../src/ports/memory-store.ts';
import type { Write } from '../../../src/ports/store.ts';
import { makeSqlite } from '../../contracts/sqlite-subject.ts';
import { message, mustCommit, newId, NOW, storedConversation } from '../../contracts/store-fixtures.ts';

const HOUR_MS = 3_600_000;

/** A conversation whose messages are remembered by the rules, over a real database. */
export interface Talk extends AsyncDisposable {
  readonly memories: MemoryStore;
  readonly conversation: string;
  /** The user says this, an hour after each message before. Returns the ids of the messages. */
  say(...texts: readonly string[]): Promise<readonly string[]>;
  commit(...writes: readonly Write[]): Promise<void>;
  /** The current memories, the first recorded first. */
  current(): Promise<readonly MemoryRecord[]>;
  /** As `attribute: value` of the current memories about the user. */
  facts(): Promise<readonly string[]>;
  holds(marker: string): Promise<boolean>;
}

const SCOPE = 'staff/maya';

export async function startTalk(owner = 'alice'): Promise<Talk> {
  const subject = await makeSqlite();
  const { conversation } = await storedConversation(subject.store, { owner });
  const said: ReadMessage[] = [];
  const current = async (): Promise<readonly MemoryRecord[]> =>
    (await subject.store.memories.memories({ owner, scope: SCOPE, status: 'current', limit: 200 })).toReversed();
  return {
    memories: subject.store.memories,
    conversation,
    current,
    facts: async () => (await current()).map(({ attribute, value }) => `${attribute}: ${value}`),
    commit: (...writes) => mustCommit(subject.store, ...writes),
    holds: (marker) => subject.holds(marker),
    say: async (...texts) => {
      const spoken = texts.map((text) => {
        const at = NOW + (said.length + 1) * HOUR_MS;
        const record = message({ conversation }, { parts: [{ kind: 'text', text }], createdAt: at });
        const read: ReadMessage = { id: record.id, role: 'user', speaker: 'user', text, at };
        const operations = readByRules([read], said.slice(-6));
        said.push(read);
        const of = { owner, scope: SCOPE, messages: [read], extractor: 'rules' as const, now: at, newId };
        return { record, writes: writesOf(operations, of) };
      });
      await mustCommit(
        subject.store,
        ...spoken.flatMap(({ record, writes }): readonly Write[] => [
          { kind: 'message.create', follow: 'tail', message: record },
          ...writes,
        ]),
      );
      return spoken.map(({ record }) => record.id);
    },
    [Symbol.asyncDispose]: () => subject[Symbol.asyncDispose](),
  };
}
