import { BOILERPLATE } from '../data/boilerplate.ts';
import type { WeightedTerms } from '../rank/bm25.ts';
import { synonymsOf } from './synonyms.ts';
import { termsOf } from './terms.ts';

/** What a question asks for, in terms. */
export interface Question {
  /** What to look for: the question's own terms and its `names` at 1, other words for them below. */
  readonly terms: WeightedTerms;
  /** What to look for in names: its own terms, and neighbours written as one word (`best buy` → `bestbuy`). */
  readonly names: ReadonlySet<string>;
  /** Whether a number is wanted. */
  readonly asksForFigure: boolean;
}

const FIGURE =
  /\b(?:how (?:much|many|large|big|high)|amounts?|ratio|margin|percent(?:age)?|total|average|growth|rate|turnover|usd|eur|dollars?|thousands?|millions?|billions?|decimals?)\b|[$€£%]/;

/** What another word for a term that was asked for counts. */
const SYNONYM_WEIGHT = 0.5;
/** Longer questions are texts; the terms in front say what they are about. */
const MOST_TERMS = 64;
const LONGEST_QUESTION = 4_000;

export function readQuestion(text: string): Question {
  const asked = text.slice(0, LONGEST_QUESTION).toLowerCase();
  const stripped = BOILERPLATE.reduce((rest, pattern) => rest.replaceAll(pattern, ' '), asked);
  const found = termsOf(stripped);
  // A question that is nothing but form is searched for as it stands.
  const own = (found.length > 0 ? found : termsOf(asked)).slice(0, MOST_TERMS);
  const joined = termsOf(joinedWords(found.length > 0 ? stripped : asked)).slice(0, MOST_TERMS);
  const names = new Set([...own, ...joined]);
  const terms = new Map<string, number>();
  for (const term of names) terms.set(term, 1);
  for (const term of [...synonymsOf(own)].slice(0, MOST_TERMS)) if (!terms.has(term)) terms.set(term, SYNONYM_WEIGHT);
  return { terms, names, asksForFigure: FIGURE.test(asked) };
}

/** Neighbours as one word, as file names have them. */
function joinedWords(text: string): string {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .flatMap((word, at) => {
      const [second, third] = [words[at + 1], words[at + 2]];
      if (second === undefined) return [];
      return third === undefined ? [word + second] : [word + second, word + second + third];
    })
    .join(' ');
}
