import type { Assistant } from '../../engine/assistant.ts';
import { textOf, type MessageRecord, type StoredPart, type TurnRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { estimateTokens } from '../../ports/token-counter.ts';

/** Earlier messages that are looked at, at most: an estimate may not cost more in a long conversation. */
const HISTORY_MESSAGES = 64;

/** Estimated input tokens of a turn whose message is not stored yet. */
export async function estimateProposed(
  { store, branches }: { readonly store: Pick<Store, 'conversation'>; readonly branches: Pick<Store, 'branch'> },
  assistant: Assistant,
  turn: TurnRecord,
  text: string,
): Promise<number> {
  const conversation = await store.conversation(turn.owner, turn.conversation);
  const head = conversation?.head ?? null;
  const history = head === null ? [] : await branches.branch(turn.conversation, head, HISTORY_MESSAGES);
  return estimateTokens(assistant.instructions) + estimateTokens(text) + historyTokens(assistant, history);
}

/** Estimated input tokens of a turn that runs: `messages` end with the user's. */
export function estimateRunning(assistant: Assistant, messages: readonly MessageRecord[]): number {
  const text = textOf(messages.at(-1)?.parts ?? []);
  const history = historyTokens(assistant, messages.slice(0, -1));
  return estimateTokens(assistant.instructions) + estimateTokens(text) + history;
}

export function countMedia(parts: readonly StoredPart[]): number {
  return parts.filter(({ kind }) => kind !== 'text').length;
}

function historyTokens(assistant: Assistant, messages: readonly MessageRecord[]): number {
  const all = messages.reduce((sum, message) => sum + estimateTokens(textOf(message.parts)), 0);
  return Math.min(assistant.historyTokens, all);
}
