import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { KnownMemory, Memories, MemoryCorrection, MemoryWithHistory } from '../../ports/memories.ts';
import type { MemoryQuery, MemoryRecord, MemoryStore, MemoryWrite } from '../../ports/memory-store.ts';
import type { CommitOutcome, Store } from '../../ports/store.ts';
import { sentenceOf } from './facts/attributes.ts';
import { keysOf } from './facts/keys.ts';

const PAGE = 100;
/** More values of one thing nobody looks at. */
const MOST_FORMER = 50;

export interface ManageParts {
  readonly store: Pick<Store, 'commit'> & { readonly memories: MemoryStore };
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
}

export function createMemories({ store, clock, ids }: ManageParts): Memories {
  const { memories } = store;
  const list = (query: MemoryQuery): Promise<readonly KnownMemory[]> => withSources(memories, query);
  const get = async (owner: string, id: string): Promise<MemoryWithHistory | null> => {
    const memory = await memories.memory(owner, id);
    if (memory === null) return null;
    const [sources, history] = await Promise.all([
      memories.sources(owner, [id]),
      memories.history(owner, id, MOST_FORMER),
    ]);
    return { memory, sources, history };
  };
  return {
    list,
    get,
    correct: async (owner, id, correction) => {
      const memory = await memories.memory(owner, id);
      if (memory === null) return null;
      const changed = corrected(memory, correction);
      const keys = keysOf({ ...changed, attribute: memory.attribute });
      const at = clock.now();
      const former = saysTheSame(memory, changed) ? null : ids.next();
      const write: MemoryWrite = { kind: 'memory.correct', owner, id, former, changes: changed, keys, at };
      return (await isCommitted(store, write)) ? get(owner, id) : null;
    },
    remove: (owner, id) => isCommitted(store, { kind: 'memory.remove', owner, id }),
    clear: async (owner, scope) => {
      await isCommitted(store, { kind: 'memory.clear', owner, scope });
    },
    pages: (query) => pagesOf(list, query),
  };
}

async function withSources(memories: MemoryStore, query: MemoryQuery): Promise<readonly KnownMemory[]> {
  const found = await memories.memories(query);
  const sources = await memories.sources(
    query.owner,
    found.map(({ id }) => id),
  );
  return found.map((memory) => ({ memory, sources: sources.filter((source) => source.memory === memory.id) }));
}

async function* pagesOf(
  list: Memories['list'],
  query: Omit<MemoryQuery, 'limit' | 'before'>,
): AsyncIterable<readonly KnownMemory[]> {
  let before: MemoryRecord | undefined;
  do {
    const page = await list({ ...query, limit: PAGE, ...(before === undefined ? {} : { before }) });
    yield page;
    before = page.length === PAGE ? page.at(-1)?.memory : undefined;
  } while (before !== undefined);
}

function corrected(memory: MemoryRecord, correction: MemoryCorrection) {
  const { subject, attribute } = memory;
  const value = correction.value ?? memory.value;
  const said = value === memory.value ? memory.text : sentenceOf(subject, attribute, value);
  return {
    type: correction.type ?? memory.type,
    value,
    text: correction.text ?? said,
    importance: correction.importance ?? memory.importance,
    // The time was that of the other value.
    eventAt: correction.eventAt === undefined ? (value === memory.value ? memory.eventAt : null) : correction.eventAt,
  };
}

/** Whether it says what it said, however much that matters. */
function saysTheSame(memory: MemoryRecord, changed: ReturnType<typeof corrected>): boolean {
  return (['type', 'value', 'text', 'eventAt'] as const).every((field) => memory[field] === changed[field]);
}

/** False where the store says that there is no such memory; throws for any other refusal, which is a defect. */
async function isCommitted(store: Pick<Store, 'commit'>, write: MemoryWrite): Promise<boolean> {
  const [outcome]: readonly CommitOutcome[] = await store.commit([{ writes: [write] }]);
  if (outcome?.committed === true) return true;
  if (outcome?.reason === 'not-found') return false;
  throw new Error(`The store refused ${write.kind}: ${outcome?.reason ?? 'no outcome'}.`);
}
