import type { Days } from './calendar.ts';
import { datesIn } from './dates-in.ts';
import { dialogueTerms, namesIn } from './dialogue-terms.ts';

/** How much of a message asks. */
export const ASKS = { nothing: 0, lastly: 1, only: 2 } as const;

/** What a message is found by. */
export interface ReadMessage {
  readonly terms: readonly string[];
  /** Of what looks like names. */
  readonly names: readonly string[];
  /** Days that it speaks of. */
  readonly dates: readonly Days[];
  readonly question: number;
}

const NUMBER_WORDS = new Set(
  'two three four five six seven eight nine ten eleven twelve dozen twenty thirty forty fifty hundred thousand million half twice'
    .split(' ')
    .flatMap(dialogueTerms),
);

/** True where the term is a number. */
export function isNumber(term: string): boolean {
  return /^\d/.test(term) || NUMBER_WORDS.has(term);
}

/** `at` is when it was said, milliseconds since the epoch: "yesterday" is the day before. */
export function readMessage(text: string, at: number): ReadMessage {
  return {
    terms: dialogueTerms(text),
    names: namesIn(text),
    dates: datesIn(text, at, 'said'),
    question: asking(text),
  };
}

function asking(text: string): number {
  const trimmed = text.trimEnd();
  if (!trimmed.endsWith('?')) return ASKS.nothing;
  // Exclamations such as "Wow!" say nothing.
  const statements = trimmed.split('.').slice(0, -1);
  return statements.some((part) => part.trim().length > 0 && !part.includes('?')) ? ASKS.lastly : ASKS.only;
}

/** Lists as the columns of a row keep them, and back. */
export const joinTerms = (terms: readonly string[]): string => terms.join(' ');
export const splitTerms = (kept: string): readonly string[] => (kept === '' ? [] : kept.split(' '));

export const joinDates = (dates: readonly Days[]): string =>
  dates.map(({ first, last }) => `${first}..${last}`).join(' ');

export function splitDates(kept: string): readonly Days[] {
  return splitTerms(kept).map((each) => {
    const [first = 0, last = first] = each.split('..').map(Number);
    return { first, last };
  });
}
