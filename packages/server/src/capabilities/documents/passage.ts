import type { Contribution } from '../../ports/model.ts';
import { estimateTokens } from '../../ports/token-counter.ts';

/** A piece of one page that is given to the model, under an id by which the answer may cite it. */
export interface Passage {
  /** `d1`, `d2` … within the turn. */
  readonly id: string;
  readonly document: string;
  readonly name: string;
  readonly title: string;
  readonly page: number;
  /** Word for word as it stands on the page. */
  readonly text: string;
}

/** Tokens that the lines around a passage take at most. */
const FRAME_TOKENS = 60;
const LONGEST_TITLE = 120;

export function passageTokens(text: string): number {
  return estimateTokens(text) + FRAME_TOKENS;
}

/** The passage as the model reads it. `question` is what the passage was found for. */
export function toContribution({ id, name, title, page, text }: Passage, question: string): Contribution {
  // A document that writes the closing mark itself must not seem to end.
  const inside = text.replace(/<(?=\/?passage)/gi, '‹');
  const head = `<passage id="${id}" title="${plain(title)}" file="${plain(name)}" page="${page}">`;
  return {
    id,
    capability: 'documents',
    text: `${head}\n${inside}\n</passage>`,
    tokens: passageTokens(text),
    data: { passage: text, title, name, page, question },
  };
}

/** What the model is told where there is no passage. */
export function nothingFound(reason: string, question: string): Contribution {
  const text = `${reason} Say that the documents do not say it, and do not answer from memory.`;
  return { id: 'documents', capability: 'documents', text, tokens: estimateTokens(text), data: { reason, question } };
}

function plain(text: string): string {
  return text
    .replace(/["<>\s]+/g, ' ')
    .trim()
    .slice(0, LONGEST_TITLE);
}
