import type { JsonObject } from '@parlance/wire';
import { givenHistory } from '../ports/given-history.ts';
import type { ModelMessage } from '../ports/model.ts';
import { estimateTokens } from '../ports/token-counter.ts';

/**
 * `messages` with the history that came with the request, where one did: behind the instructions and before what is
 * stored, as much of its newest part as `budget` estimated tokens hold. It is not stored as messages, its client keeps it.
 */
export function withGivenHistory(
  messages: readonly ModelMessage[],
  options: JsonObject,
  budget: number,
): readonly ModelMessage[] {
  const given = givenHistory(options).filter(({ text }) => text.trim() !== '');
  let left = budget;
  const first = given.findLastIndex(({ text }) => (left -= estimateTokens(text)) < 0) + 1;
  const earlier = given.slice(first).map(({ role, text }): ModelMessage => ({ role, parts: [{ kind: 'text', text }] }));
  const stored = messages.findIndex(({ role }) => role !== 'system');
  return messages.toSpliced(stored === -1 ? messages.length : stored, 0, ...earlier);
}
