import { stem } from '../text/porter.ts';
import { termsOf } from '../text/terms.ts';
import { WORD_OF_FORM } from './data/irregular-words.ts';

/** What stands for a whole clause of little words: `don't`, `I'm`, `they've`. */
const CONTRACTIONS = /\b(?:\p{L}{1,8}n['’]t|(?<=\p{L})['’](?:m|re|ve|ll|d))\b/giu;
/** Noises of talk. */
const NOISES = new Set(
  `ah aha aw aww bye cannot eh gonna gotta ha haha hah heh hello hey hi hmm huh lol mhm nope oh ok okay omg ooh oops ouch
  uh uhm um ugh wanna wow ya yay yeah yep yes yup`
    .split(/\s+/)
    .map(stem),
);
const LONGEST = 20_000;

const BASE_OF_STEM = new Map([...WORD_OF_FORM].map(([form, word]) => [stem(form), stem(word)]));

/** The terms of what somebody says: as `termsOf`, and every form of a word is one term (`went` → `go`). */
export function dialogueTerms(text: string): readonly string[] {
  return termsOf(text.slice(0, LONGEST).replaceAll(CONTRACTIONS, ' ').toWellFormed())
    .filter((term) => !NOISES.has(term))
    .map((term) => BASE_OF_STEM.get(term) ?? term);
}

/** Behind these a capital says nothing. */
const BEFORE_SENTENCE = '.!?…:"“”(';
const CAPITALISED = /\p{Lu}[\p{L}\p{N}'’&-]*/gu;

/**
 * Terms of what looks like names: capitalised words that do not begin a sentence. Of a question, whose first word says
 * nothing either, the same.
 */
export function namesIn(text: string): readonly string[] {
  const names = new Set<string>();
  const start = text.slice(0, LONGEST);
  for (const match of start.matchAll(CAPITALISED)) {
    const [word] = match;
    const before = start.slice(Math.max(0, match.index - 3), match.index);
    if (word === 'I' || /^I['’]/.test(word) || beginsSentence(before)) continue;
    for (const term of dialogueTerms(word)) names.add(term);
  }
  return [...names];
}

function beginsSentence(before: string): boolean {
  const last = before.trimEnd().at(-1);
  return last === undefined || before.includes('\n') || BEFORE_SENTENCE.includes(last);
}
