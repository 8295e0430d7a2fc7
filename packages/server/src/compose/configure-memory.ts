import { Counter, Histogram, type Registry } from 'prom-client';
import { sharesOf } from '../capabilities/memory/context/shares.ts';
import type { RecallObserver } from '../capabilities/memory/context/contribute.ts';
import { createMemory } from '../capabilities/memory/memory.ts';
import type { Assistant, Assistants } from '../engine/assistant.ts';
import type { Capability } from '../engine/capability.ts';
import type { EngineObserver } from '../engine/observer.ts';
import type { Clock } from '../ports/clock.ts';
import type { MemoryStore } from '../ports/memory-store.ts';
import { MessageIndexUnavailable, type MessageIndex } from '../ports/message-index.ts';
import type { Store } from '../ports/store.ts';

/** Until the index has answered for the first time, its thread may have to be begun: longest wait, milliseconds. */
const COLD_LIMIT_MS = 2_000;
/** Questions that the index is asked at once. */
const MOST_WAITING = 200;

export interface MemorySettings {
  readonly assistants: Assistants;
  readonly store: Pick<Store, 'conversation'> & { readonly memories: MemoryStore };
  readonly index: Pick<MessageIndex, 'search'>;
  readonly clock: Clock;
  /** Longest that an answer waits for what is remembered, milliseconds. */
  readonly limitMs: number;
  readonly observer: Pick<EngineObserver, 'degraded'>;
  readonly registry: Registry;
  readonly remember: NonNullable<Capability['settle']>;
}

/**
 * The memory of the assistants that list it. Throws where one does not say how large its context is: then what is
 * remembered could not be given its share of it.
 */
export function configureMemory(settings: MemorySettings): Capability {
  const { assistants, store, index, clock, limitMs, observer, registry, remember } = settings;
  let isWarm = false;
  let waiting = 0;
  const search: MessageIndex['search'] = async (query) => {
    // What could only come too late is not begun: a crowd of turns would keep it late for good.
    if (waiting >= MOST_WAITING) throw new MessageIndexUnavailable('Too many questions wait to be answered.');
    waiting += 1;
    try {
      const hits = await index.search(query);
      isWarm = true;
      return hits;
    } finally {
      waiting -= 1;
    }
  };
  const remembering = assistants.list().filter(({ capabilities }) => capabilities.includes('memory'));
  const bounds = new Map(remembering.map((assistant) => [assistant.name, boundsOf(assistant)]));
  const of = (name: string) => {
    const found = bounds.get(name);
    if (found === undefined) throw new Error(`The assistant ${name} does not remember.`);
    return found;
  };
  return createMemory({
    store,
    index: { search },
    memories: store.memories,
    clock,
    limitMs: () => (isWarm ? limitMs : Math.max(limitMs, COLD_LIMIT_MS)),
    shares: (name) => of(name).shares,
    instructions: (name) => of(name).instructions,
    contributionTokens: (name) => of(name).contributionTokens,
    observer: observeRecall(observer, registry),
    remember,
  });
}

function boundsOf({ name, instructions, contextTokens, contributionTokens }: Assistant) {
  if (contextTokens === undefined || contributionTokens === undefined) {
    throw new Error(
      `The assistant "${name}" cannot be used: with "memory", assistant.json has to say contextTokens and contributionTokens.`,
    );
  }
  return { shares: sharesOf(contextTokens), instructions, contributionTokens };
}

function observeRecall(observer: Pick<EngineObserver, 'degraded'>, registry: Registry): RecallObserver {
  const registers = [registry];
  const seconds = new Histogram({
    name: 'parlance_memory_recall_seconds',
    help: 'Time that a turn waited for what is remembered.',
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.3],
    registers,
  });
  const blocks = new Counter({
    name: 'parlance_memory_blocks_total',
    help: 'Summaries, memories, relations and earlier messages that models were shown.',
    registers,
  });
  const failures = new Counter({
    name: 'parlance_memory_failures_total',
    help: 'Parts of what is remembered that an answer came without, by reason: failed, or late.',
    labelNames: ['part', 'reason'],
    registers,
  });
  return {
    recalled: (ms, count) => {
      seconds.observe(ms / 1_000);
      blocks.inc(count);
    },
    failed: (turn, { part, reason, cause }) => {
      failures.inc({ part, reason });
      observer.degraded(turn, `memory:${part}`, cause);
    },
  };
}
