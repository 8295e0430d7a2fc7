import { keysOf } from '../../src/capabilities/memory/facts/keys.ts';
import type { MemoryRecord, MemoryStore, MemoryWrite } from '../../src/ports/memory-store.ts';
import type { MessageRecord } from '../../src/ports/records.ts';
import type { Store } from '../../src/ports/store.ts';
import { message, mustCommit, newId, NOW, storedConversation } from './store-fixtures.ts';

type Add = Extract<MemoryWrite, { readonly kind: 'memory.add' }>;

export interface AddOptions extends Partial<Omit<Add, 'kind' | 'memory'>> {
  readonly memory?: Partial<MemoryRecord>;
}

/** A write that remembers `value` of `attribute`, said by the sources at `at`. */
export function add(attribute: string, value: string, sources: readonly string[], options: AddOptions = {}): Add {
  const { memory = {}, ...rest } = options;
  const text = memory.text ?? `The user's ${attribute} is ${value}.`;
  return {
    kind: 'memory.add',
    memory: {
      id: newId(),
      owner: 'alice',
      scope: 'staff/maya',
      type: 'fact',
      subject: 'user',
      attribute,
      value,
      text,
      importance: 3,
      validFrom: NOW,
      eventAt: null,
      recordedAt: NOW,
      extractor: 'rules',
      ...memory,
    },
    keys: keysOf({ attribute, value, text }),
    sources,
    single: true,
    supersedes: [],
    entities: [],
    relations: [],
    ...rest,
  };
}

/** Messages of a conversation of their own, one after the other. */
export async function said(
  store: Store,
  texts: readonly string[],
  owner = 'alice',
): Promise<{ readonly conversation: string; readonly messages: readonly MessageRecord[] }> {
  const { conversation } = await storedConversation(store, { owner });
  const messages = texts.map((text, at) =>
    message({ conversation }, { parts: [{ kind: 'text', text }], createdAt: NOW + at }),
  );
  await mustCommit(
    store,
    ...messages.map((one) => ({ kind: 'message.create' as const, follow: 'tail' as const, message: one })),
  );
  return { conversation, messages };
}

/** The current memories of Alice with Maya, by value, the first recorded first. */
export async function currentValues(store: { readonly memories: MemoryStore }): Promise<readonly string[]> {
  const query = { owner: 'alice', scope: 'staff/maya', status: 'current', limit: 99 } as const;
  return (await store.memories.memories(query)).map(({ value }) => value).toReversed();
}
