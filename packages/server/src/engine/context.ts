import type { Contribution, MessagePart, ModelMessage } from '../ports/model.ts';
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
  const history: ModelMessage[] = [];
  let budget = assistant.historyTokens;
  for (const [index, message] of branch.toReversed().entries()) {
    const text = textOf(message.parts);
    budget -= index === 0 ? 0 : estimateTokens(text);
    if (budget < 0) {
      break;
    }
    if (entersContext(message)) {
      history.push({ role: message.role, parts: message.parts.flatMap((part) => modelPart(part, media)) });
    }
  }
  return [
    ...system.filter((text) => text !== '').map((text) => systemMessage(text)),
    ...withoutLoneAnswers(history.toReversed()),
  ];
}

/** A partial answer enters the context only if it says something. Source: TURN.md 19. */
function entersContext(message: MessageRecord): boolean {
  return message.role === 'user' || textOf(message.parts).trim() !== '';
}

/** The budget may cut between a question and its answer; an answer without its question would mislead the model. */
function withoutLoneAnswers(history: readonly ModelMessage[]): readonly ModelMessage[] {
  const firstQuestion = history.findIndex((message) => message.role === 'user');
  return history.slice(Math.max(0, firstQuestion));
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
