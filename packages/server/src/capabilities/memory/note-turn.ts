import type { SettledTurn } from '../../engine/capability.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { MemoryWrite } from '../../ports/memory-store.ts';
import { textOf } from '../../ports/records.ts';
import { estimateTokens } from '../../ports/token-counter.ts';
import { writesOf } from './facts/to-writes.ts';
import { readMessage } from './read-batch.ts';
import { readByRules } from './rules/read-by-rules.ts';

/** What makes a batch full. Source: RETRIEVAL.md §3.2. */
export const FULL_BATCH = { messages: 10, tokens: 4_000 } as const;
/** Messages before the question, which say what "actually, it's …" means. */
const CONTEXT = 6;

export interface NotingParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  /** Without a language model the rules read every message at once: that costs nothing worth waiting for. */
  readonly readsByRules: boolean;
}

/**
 * What joins the end of a turn of a conversation that is remembered: its two messages are counted, and where that fills
 * the batch, its job is part of the same transaction.
 */
export function noteTurn(
  { clock, ids, readsByRules }: NotingParts,
  { turn, messages, asked, text }: SettledTurn,
  scope: string,
): readonly MemoryWrite[] {
  const { owner, conversation, userMessage, assistantMessage } = turn;
  const question = textOf(asked);
  const now = clock.now();
  const note: MemoryWrite = {
    kind: 'memory.note',
    batch: {
      conversation,
      owner,
      scope,
      to: assistantMessage,
      turn: turn.id,
      messages: 2,
      tokens: estimateTokens(question) + estimateTokens(text),
      updatedAt: now,
    },
    full: FULL_BATCH,
    read: readsByRules,
  };
  const said = messages.at(-1);
  if (!readsByRules || said?.id !== userMessage) return [{ ...note, read: false }];
  const read = [readMessage(said)];
  const before = messages.slice(-1 - CONTEXT, -1).map(readMessage);
  const operations = readByRules(read, before);
  const writes = writesOf(operations, {
    owner,
    scope,
    messages: read,
    extractor: 'rules',
    now,
    newId: () => ids.next(),
  });
  return [...writes, note];
}
