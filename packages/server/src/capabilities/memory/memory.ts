import type { Capability, RunningTurn, SettledTurn, Settlement, TextTransform } from '../../engine/capability.ts';
import type { Clock } from '../../ports/clock.ts';
import { recalledScopes, scopeOf } from '../../ports/memory-store.ts';
import { textOf, type TurnRecord } from '../../ports/records.ts';
import type { Store, Write } from '../../ports/store.ts';
import { createAnswerText, NO_IMAGES } from '../answer-text.ts';
import { addressGuard } from './context/addresses.ts';
import { CITABLE, type OfferedBlock } from './context/block.ts';
import { citationOf } from './context/cite-recalled.ts';
import { contribute, type ContributingParts } from './context/contribute.ts';
import { keptContext } from './context/shown-context.ts';

/** Contexts that are kept of one owner. */
const MOST_CONTEXTS = 1_000;

export interface MemoryParts extends ContributingParts {
  readonly store: Pick<Store, 'conversation'>;
  readonly clock: Pick<Clock, 'now' | 'elapsed' | 'after'>;
  /** What is to be remembered of a turn, with its end. */
  readonly remember: NonNullable<Capability['settle']>;
}

/** What is known of a turn while its answer comes. */
interface Work {
  readonly offered: readonly OfferedBlock[];
  readonly cited: Set<string>;
}

/**
 * Lets an assistant remember: each message is found by what it says from its commit on; each turn is shown what fits its
 * question of what was said and remembered before; what the answer cites of that becomes `citation` events; and the end of
 * the turn stores what the model was shown and hands the messages to extraction. A memory that fails or is slow costs the
 * turn nothing but itself. Source: RETRIEVAL.md §3 and §4.
 */
export function createMemory(parts: MemoryParts): Capability {
  // Weak: a turn that another node finishes is never settled here.
  const works = new WeakMap<TurnRecord, Work>();
  return {
    name: 'memory',
    prepare: async ({ turn }) => [indexing(turn.conversation, turn.userMessage)],
    contribute: async (turn, budget) => {
      const record = await parts.store.conversation(turn.turn.owner, turn.turn.conversation);
      if (record === null) return [];
      const { offered, contributions } = await contribute(parts, turn, recalledScopes(scopeOf(record)), budget);
      works.set(turn.turn, { offered, cited: new Set() });
      return contributions;
    },
    answer: { kind: 'transform', start: (turn) => answerText(turn, works) },
    settle: async (settled) => {
      const { events, writes } = await rememberedOf(parts, settled);
      return { events, writes: [...ownWrites(parts, settled, works.get(settled.turn)), ...writes] };
    },
  };
}

/** What cannot be drawn from a turn costs nothing but itself: its messages are found all the same. */
async function rememberedOf({ remember, observer }: MemoryParts, settled: SettledTurn): Promise<Settlement> {
  try {
    return await remember(settled);
  } catch (cause) {
    observer.failed(settled.turn, { part: 'extraction', reason: 'failed', cause });
    return { events: [], writes: [] };
  }
}

function indexing(conversation: string, message: string): Write {
  return { kind: 'message.index', conversation, message };
}

function ownWrites({ clock, shares }: MemoryParts, settled: SettledTurn, work: Work | undefined): readonly Write[] {
  const { turn, shown, messages, text } = settled;
  const { id, owner, conversation, assistant } = turn;
  const at = clock.now();
  const writes: Write[] = text.trim() === '' ? [] : [indexing(conversation, turn.assistantMessage)];
  const { offered = [], cited = new Set() } = work ?? {};
  if (shown !== null) {
    const data = keptContext({ shown, offered, branch: messages, shares: shares(assistant) });
    writes.push({ kind: 'context.keep', context: { turn: id, owner, conversation, at, data }, most: MOST_CONTEXTS });
  }
  const used = offered.filter((block) => block.section === 'memory' && cited.has(block.id)).map(({ ref }) => ref);
  if (used.length > 0) writes.push({ kind: 'memory.touch', owner, ids: used, at });
  return writes;
}

/**
 * Citations of what was not offered are dropped, and addresses that recalled texts may have planted. Where nothing was
 * recalled, and where no address stands in it, the model's pieces go on as they come.
 */
function answerText(turn: RunningTurn, works: WeakMap<TurnRecord, Work>): TextTransform {
  let made: TextTransform | null = null;
  // Not before its first piece: only then is it known what was offered.
  const transform = (): TextTransform => (made ??= transformFor(turn, works.get(turn.turn)));
  return { push: (text) => transform().push(text), end: () => transform().end() };
}

const UNCHANGED: TextTransform = { push: (text) => text, end: () => '' };

function transformFor(turn: RunningTurn, work: Work | undefined): TextTransform {
  if (work === undefined || work.offered.length === 0) return UNCHANGED;
  const asked = turn.messages.map(({ parts }) => textOf(parts)).join('\n');
  const allows = addressGuard(
    work.offered.map(({ text }) => text),
    asked,
  );
  return createAnswerText({
    kinds: CITABLE,
    marks: allows === null ? [] : NO_IMAGES,
    allows,
    onAddressRemoved: () => undefined,
    cite: (id, statement) => {
      const block = work.offered.find((one) => one.id === id);
      if (block === undefined) return false;
      if (!work.cited.has(id)) turn.emit(citationOf(block, statement));
      work.cited.add(id);
      return true;
    },
  });
}
