import type { Contribution, MessagePart, ModelMessage } from '../ports/model.ts';
import { recentMessages } from '../ports/recent-messages.ts';
import { textOf, type MessageRecord, type StoredPart } from '../ports/records.ts';
import { estimateTokens } from '../ports/token-counter.ts';
import type { Assistant } from './assistant.ts';

/** Messages that are looked at, whatever the budget: bounds the query, so that turn 10,000 costs what turn 10 did. */
export const HISTORY_MESSAGES = 64;

/**
 * What the model reads: instructions, then the capabilities' blocks, then as much of the branch as the budget holds,
 * the user's message always. `branch` is oldest first and ends with the user's message; `media` is what the model is shown of
 * its files, by their ids.
 */
export function buildMessages(
  assistant: Assistant,
  contributions: readonly Contribution[],
  branch: readonly MessageRecord[],
  media: ReadonlyMap<string, MessagePart> = NO_MEDIA,
): ModelMessage[] {
  const system = [assistant.instructions, ...contributions.map((block) => block.text)];
  const shown = recentMessages(branch, historyBudget(assistant, contributions, branch));
  return [
    ...system.filter((text) => text !== '').map((text) => systemMessage(text)),
    ...shown.map(({ role, parts }) => ({ role, parts: parts.flatMap((part) => modelPart(part, media)) })),
  ];
}

/** Where the whole context is bounded, earlier messages get what the rest of it leaves. */
function historyBudget(
  { historyTokens, contextTokens, instructions }: Assistant,
  contributions: readonly Contribution[],
  branch: readonly MessageRecord[],
): number {
  if (contextTokens === undefined) {
    return historyTokens;
  }
  const question = estimateTokens(textOf(branch.at(-1)?.parts ?? []));
  const contributed = contributions.reduce((sum, { tokens }) => sum + tokens, 0);
  return Math.min(historyTokens, contextTokens - estimateTokens(instructions) - contributed - question);
}

function systemMessage(text: string): ModelMessage {
  return { role: 'system', parts: [{ kind: 'text', text }] };
}

const NO_MEDIA: ReadonlyMap<string, MessagePart> = new Map();

function modelPart(part: StoredPart, media: ReadonlyMap<string, MessagePart>): readonly MessagePart[] {
  if (part.kind === 'text') {
    return [{ kind: 'text', text: part.text }];
  }
  const shown = media.get(part.media);
  return shown === undefined ? [] : [shown];
}
