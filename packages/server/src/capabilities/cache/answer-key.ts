import { createHash } from 'node:crypto';
import type { Assistant } from '../../engine/assistant.ts';
import type { MessageRecord, TurnRecord } from '../../ports/records.ts';

/**
 * The name of all that an answer depends on: whose it is, who answers by which instructions and model, how long it may
 * be, what the surface asked for, and every word and file of the branch. Ids and times are left out. SHA-256, hexadecimal.
 */
export function answerKey(assistant: Assistant, turn: TurnRecord, messages: readonly MessageRecord[]): string {
  const { owner, model, maxTokens, options } = turn;
  const { name, instructions, historyTokens } = assistant;
  const context = messages.map(({ role, parts }) => [
    role,
    parts.map((part) => (part.kind === 'text' ? ['text', part.text.normalize('NFC').trim()] : [part.kind, part.media])),
  ]);
  const asked = Object.entries(options).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const all = [owner, name, instructions, historyTokens, model, maxTokens, asked, context];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
