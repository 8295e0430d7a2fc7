import { textOf, type MessageRecord } from './records.ts';
import { estimateTokens } from './token-counter.ts';

/**
 * The newest messages of a branch that a model is shown: the last one always, and before it as many as `tokens`
 * estimated tokens hold without a gap. `branch` is oldest first, and so is what comes back. Partial answers that say
 * nothing are left out, and so are answers whose question is. Source: TURN.md 19.
 */
export function recentMessages(branch: readonly MessageRecord[], tokens: number): readonly MessageRecord[] {
  const newestFirst = branch.toReversed();
  let left = Math.max(0, tokens);
  const end = newestFirst.findIndex(({ parts }, index) => {
    left -= index === 0 ? 0 : estimateTokens(textOf(parts));
    return left < 0;
  });
  const held = newestFirst.slice(0, end === -1 ? undefined : end).toReversed();
  const said = held.filter(({ role, parts }) => role === 'user' || textOf(parts).trim() !== '');
  // An answer without its question would mislead the model.
  const firstQuestion = said.findIndex(({ role }) => role === 'user');
  return said.slice(Math.max(0, firstQuestion));
}
