import { estimateTokens } from '../../../ports/token-counter.ts';
import type { ReadMessage } from '../facts/operation.ts';

/** Source: RETRIEVAL.md §3.5. */
export const SUMMARY_TOKENS = 600;
const SHORTEST_SENTENCE = 12;
const LONGEST_SENTENCE = 240;
const MOST_CHARACTERS = 4_000;
/** Of one message only so many sentences can matter. */
const MOST_OF_MESSAGE = 4;
const SAYS_OF_SELF = /\b(?:i|i['’]m|i['’]ve|my|we|our)\b/iu;
const TELLS = /\d|\p{L} \p{Lu}/u;

/**
 * The next summary without a model: the lines of the one before and the most telling sentences since then, in their
 * order; when there are too many, the oldest of the least telling ones go. Its work depends on the new messages and the
 * bound alone.
 */
export function foldSummary(before: string, messages: readonly ReadMessage[]): string {
  const lines = [...new Set([...before.split('\n'), ...messages.flatMap(tellingLines)])].filter((line) => line !== '');
  // Of two lines that tell as much, the older one goes.
  const leaving = lines.toSorted((one, other) => weightOf(one) - weightOf(other));
  const dropped = new Set<string>();
  const rest = (): string => lines.filter((line) => !dropped.has(line)).join('\n');
  for (const line of leaving) {
    if (estimateTokens(rest()) <= SUMMARY_TOKENS) break;
    dropped.add(line);
  }
  return rest();
}

/** As much of a text's end as a summary may have, from a line's beginning on. */
export function withinTokens(text: string): string {
  let rest = text.trim();
  while (estimateTokens(rest) > SUMMARY_TOKENS) {
    const end = rest.indexOf('\n');
    rest = end < 0 ? rest.slice(0, SUMMARY_TOKENS * 3) : rest.slice(end + 1);
  }
  return rest;
}

function tellingLines({ role, speaker, text }: ReadMessage): readonly string[] {
  const who = role === 'assistant' ? 'assistant' : speaker;
  const sentences = text
    .slice(0, MOST_CHARACTERS)
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/([.!?]) /gu, '$1\n')
    .split('\n')
    .filter(({ length }) => length >= SHORTEST_SENTENCE && length <= LONGEST_SENTENCE)
    .map((sentence) => `${who}: ${sentence}`);
  const best = sentences.toSorted((one, other) => weightOf(other) - weightOf(one));
  const chosen = new Set(best.slice(0, role === 'assistant' ? 1 : MOST_OF_MESSAGE));
  return sentences.filter((line) => chosen.has(line));
}

function weightOf(line: string): number {
  const words = line.slice(line.indexOf(':') + 1);
  const own = SAYS_OF_SELF.test(words) ? 2 : 0;
  const telling = TELLS.test(words) ? 1 : 0;
  const asked = words.endsWith('?') ? 1 : 0;
  return line.startsWith('assistant:') ? telling - 2 : own + telling - asked;
}
