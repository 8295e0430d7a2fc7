import { STOP_WORDS } from '../data/stop-words.ts';
import { stem } from './porter.ts';
import { american } from './spelling.ts';

// Words with inner ampersands (R&D) or digits, and numbers with their separators.
const WORD = /[\p{L}\p{N}\p{M}]+(?:[.,&'’][\p{L}\p{N}]+)*/gu;
const NOT_ASCII = /[^\p{ASCII}]/u;
const MARKS = /\p{M}/gu;
const NUMBER = /^\d[\d.,]*$/;
const FISCAL_YEAR = /^fy'?(\d{2}|\d{4})e?$/;
const QUARTER = /^(?:q([1-4])|([1-4])q)(?:fy)?'?(\d{4}|\d{2})?$/;
// The other way round, as names of files have it: `2024Q2`, `FY24Q2`.
const YEAR_AND_QUARTER = /^(?:fy)?(\d{4}|\d{2})q([1-4])$/;
// After `FY` and a space.
const SHORT_YEAR = /^'?(\d{2}|\d{4})e?$/;
const ORDINALS: ReadonlyMap<string, string> = new Map([
  ['first', 'q1'],
  ['second', 'q2'],
  ['third', 'q3'],
  ['fourth', 'q4'],
  ['1st', 'q1'],
  ['2nd', 'q2'],
  ['3rd', 'q3'],
  ['4th', 'q4'],
]);
// Scripts that put no spaces between words.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const POSSESSIVE = /['’]s$/;
// `u.s` and `e.g`, whose words would mean something else.
const INITIALS = /^[a-z](?:\.[a-z])+$/;
const LONGEST = 64;
/** How many words are remembered with their stems; a few megabytes. */
const REMEMBERED = 50_000;

const stems = new Map<string, string>();

/**
 * The terms of a text, in its order: stems in lower case and American spelling without stop words, numbers without separators, fiscal years and
 * quarters in one form (`FY18`, `FY 2018` → `2018`; `3Q19`, `third quarter 2019` → `q3 2019`; `2024Q2` → `2024 q2`).
 */
export function termsOf(text: string): readonly string[] {
  const terms: string[] = [];
  const words = wordsOf(text);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const quarter = ORDINALS.get(word);
    const year = word === 'fy' ? SHORT_YEAR.exec(words[at + 1] ?? '')?.[1] : undefined;
    if (quarter !== undefined && isQuarter(words, at)) terms.push(quarter);
    else if (year !== undefined) {
      terms.push(fullYear(year));
      at += 1;
    } else if (!STOP_WORDS.has(word)) addTerms(terms, word);
  }
  return terms;
}

/** Words in lower case without accents; of what is longer than a word can be, the beginning. */
function wordsOf(text: string): readonly string[] {
  const lower = text.toLowerCase();
  const plain = NOT_ASCII.test(lower) ? lower.normalize('NFKD').replaceAll(MARKS, '').normalize('NFC') : lower;
  return (plain.match(WORD) ?? []).map((word) => (word.length > LONGEST ? word.slice(0, LONGEST) : word));
}

/** `third quarter`, `third fiscal quarter`. */
function isQuarter(words: readonly string[], at: number): boolean {
  const next = words[at + 1];
  return next === 'quarter' || (next === 'fiscal' && words[at + 2] === 'quarter');
}

function addTerms(terms: string[], written: string): void {
  const word = written.replace(POSSESSIVE, '');
  if (NUMBER.test(word)) {
    terms.push(plainNumber(word));
    return;
  }
  const year = FISCAL_YEAR.exec(word)?.[1];
  if (year !== undefined) {
    terms.push(fullYear(year));
    return;
  }
  const quarter = QUARTER.exec(word);
  if (quarter !== null) {
    terms.push(`q${quarter[1] ?? quarter[2] ?? ''}`);
    if (quarter[3] !== undefined) terms.push(fullYear(quarter[3]));
    return;
  }
  const turned = YEAR_AND_QUARTER.exec(word);
  if (turned !== null) {
    terms.push(fullYear(turned[1] ?? ''), `q${turned[2] ?? ''}`);
    return;
  }
  if (UNSPACED.test(word)) {
    terms.push(...pairsOf(word));
    return;
  }
  if (INITIALS.test(word)) {
    terms.push(word.replaceAll('.', ''));
    return;
  }
  for (const part of partsOf(word)) if (!STOP_WORDS.has(part)) terms.push(rememberedStem(part));
}

/** `r&d` is one word, `end.next` two. */
function partsOf(word: string): readonly string[] {
  return word
    .replaceAll(/[&'’]/g, '')
    .split(/[.,]/)
    .filter((part) => part !== '');
}

/** `1,577.00` → `1577`; `12.50` → `12.5`. */
function plainNumber(word: string): string {
  const digits = word.replaceAll(',', '');
  const [whole = '', fraction = '', ...more] = digits.split('.');
  if (more.some((part) => part !== '') || !/^\d+$/.test(whole) || !/^\d*$/.test(fraction))
    return withoutEnd(digits, '.');
  const kept = withoutEnd(fraction, '0');
  return kept === '' ? whole : `${whole}.${kept}`;
}

function fullYear(digits: string): string {
  if (digits.length === 4) return digits;
  return Number(digits) < 70 ? `20${digits}` : `19${digits}`;
}

function pairsOf(word: string): readonly string[] {
  const letters = [...word];
  if (letters.length < 2) return letters;
  return letters.slice(1).map((letter, at) => `${letters[at] ?? ''}${letter}`);
}

function rememberedStem(word: string): string {
  let result = stems.get(word);
  if (result === undefined) {
    result = stem(american(word));
    if (stems.size >= REMEMBERED) stems.clear();
    stems.set(word, result);
  }
  return result;
}

/** Whether a term of `termsOf` is a number. */
export function isNumber(term: string): boolean {
  const first = term.charCodeAt(0);
  return first >= 48 && first <= 57;
}

/** The text without the characters at its end that are `mark`. */
function withoutEnd(text: string, mark: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === mark) end -= 1;
  return text.slice(0, end);
}
