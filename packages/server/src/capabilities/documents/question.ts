import type { GivenMessage } from '../../ports/given-history.ts';
import { stemsOf } from '../../retrieval/text/words.ts';

export interface Question {
  /** What to look for: a question that stands on its own. */
  readonly text: string;
  /** Earlier messages that it took to understand it. */
  readonly messagesUsed: number;
  /** True where it asks for no matter in particular, such as "What are the main highlights?". */
  readonly isGeneral: boolean;
}

/** So many words of their own make a question that needs no other. */
const OWN_WORDS = 3;
const LONGEST = 2_000;
const YEAR = /\b(?:19|20)\d\d\b/g;
const REFERS =
  /^(?:and|but|or|so|then|what about|how about|also)\b|\b(?:it|its|they|their|them|that|those|this|these|same|one)\b/i;
const YEAR_BEFORE =
  /\b(?:year (?:before|earlier|prior)|(?:previous|prior|preceding|last) (?:fiscal |financial )?year)\b/i;
const YEAR_AFTER = /\b(?:year (?:after|later)|(?:next|following) (?:fiscal |financial )?year)\b/i;
const RELATIVE: ReadonlySet<string> = new Set(
  stemsOf('year years before after earlier later prior previous preceding last next following fiscal financial same'),
);
const GENERAL: ReadonlySet<string> = new Set(
  stemsOf(
    'main key highlights summary summarise summarize overview points document documents report important contents',
  ),
);

/**
 * Puts a question that leans on what was said before ("and the year before?") into words that can be looked for: the
 * last question that stands on its own, with the years moved where the new one says so, and the new one after it.
 */
export function resolveQuestion(query: string, history: readonly GivenMessage[]): Question {
  const own = stemsOf(query);
  const isGeneral = own.every((word) => GENERAL.has(word));
  const moved = yearsMoved(query);
  const refers = moved !== 0 || own.length < OWN_WORDS || REFERS.test(query.trimStart());
  const at =
    refers && !isGeneral ? history.findLastIndex((message) => message.role === 'user' && standsAlone(message)) : -1;
  const before = history[at]?.text;
  if (before === undefined) return { text: query.slice(0, LONGEST), messagesUsed: 0, isGeneral };
  const since = history.slice(at);
  // What says nothing but the year would only look for the words "year" and "before".
  const rest = own.every((word) => RELATIVE.has(word)) ? '' : ` ${query}`;
  const text = `${inYear(before, moved, since)}${rest}`.slice(0, LONGEST);
  return { text, messagesUsed: since.length, isGeneral: false };
}

function standsAlone({ text }: GivenMessage): boolean {
  return yearsMoved(text) === 0 && stemsOf(text).length >= 2;
}

function yearsMoved(text: string): -1 | 0 | 1 {
  if (YEAR_BEFORE.test(text)) return -1;
  return YEAR_AFTER.test(text) ? 1 : 0;
}

/**
 * `question` about the year that the conversation has come to, moved by `years`. Questions in between have moved it too;
 * where none of them names a year, an answer may.
 */
function inYear(question: string, years: number, since: readonly GivenMessage[]): string {
  if (years === 0) return question;
  const asked = since.filter(({ role }) => role === 'user').slice(1);
  const total = asked.reduce((sum, { text }) => sum + yearsMoved(text), years);
  const named = question.match(YEAR)?.at(-1) ?? since.flatMap(({ text }) => text.match(YEAR) ?? [])[0];
  if (named === undefined) return question;
  const year = String(Number(named) + total);
  return question.match(YEAR) === null ? `${question} ${year}` : question.replace(YEAR, year);
}
