/**
 * The stem of an English word in lower case: words of one family share it. Words that are not plain ASCII letters, or of
 * two letters, are their own stem. Source: M. F. Porter, "An algorithm for suffix stripping", 1980.
 */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  return step5(strip(step1(word)));
}

const isConsonant = (word: string, at: number): boolean => {
  const letter = word.charAt(at);
  if (letter === 'y') return at === 0 || !isConsonant(word, at - 1);
  return !'aeiou'.includes(letter);
};

/** How often a vowel is followed by a consonant: the paper's m. */
function measure(text: string): number {
  let count = 0;
  let vowel = false;
  for (let at = 0; at < text.length; at += 1) {
    const consonant = isConsonant(text, at);
    if (consonant && vowel) count += 1;
    vowel = !consonant;
  }
  return count;
}

function hasVowel(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (!isConsonant(text, at)) return true;
  return false;
}

function endsDouble(word: string): boolean {
  const last = word.length - 1;
  return last > 0 && word.charAt(last) === word.charAt(last - 1) && isConsonant(word, last);
}

/** Consonant, vowel, consonant, the last one none of w, x, y: the paper's *o. */
function endsShort(word: string): boolean {
  const last = word.length - 1;
  return (
    last > 1 &&
    isConsonant(word, last) &&
    !isConsonant(word, last - 1) &&
    isConsonant(word, last - 2) &&
    !'wxy'.includes(word.charAt(last))
  );
}

/** Plurals, -ed, -ing, and y after a vowel. */
function step1(input: string): string {
  let word = input;
  if (word.endsWith('sses') || word.endsWith('ies')) word = word.slice(0, -2);
  else if (word.endsWith('s') && !word.endsWith('ss')) word = word.slice(0, -1);
  if (word.endsWith('eed')) {
    if (measure(word.slice(0, -3)) > 0) word = word.slice(0, -1);
  } else {
    const ending = word.endsWith('ed') ? 2 : word.endsWith('ing') ? 3 : 0;
    const rest = word.slice(0, word.length - ending);
    if (ending > 0 && hasVowel(rest)) word = repair(rest);
  }
  return word.endsWith('y') && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
}

function repair(word: string): string {
  if (/(?:at|bl|iz)$/.test(word)) return `${word}e`;
  if (endsDouble(word) && !/[lsz]$/.test(word)) return word.slice(0, -1);
  return measure(word) === 1 && endsShort(word) ? `${word}e` : word;
}

type Rule = readonly [ending: string, replacement: string];

const STEP_2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
];

const STEP_3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

const STEP_4 = 'al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize'.split(' ');

function strip(word: string): string {
  const third = replace(replace(word, STEP_2), STEP_3);
  // The longest ending decides, whether it may go or not.
  const ending = STEP_4.filter((each) => third.endsWith(each)).sort((a, b) => b.length - a.length)[0];
  if (ending === undefined) return third;
  const rest = third.slice(0, -ending.length);
  if (measure(rest) < 2 || (ending === 'ion' && !/[st]$/.test(rest))) return third;
  return rest;
}

function replace(word: string, rules: readonly Rule[]): string {
  const rule = rules.find(([ending]) => word.endsWith(ending));
  if (rule === undefined) return word;
  const rest = word.slice(0, -rule[0].length);
  return measure(rest) > 0 ? rest + rule[1] : word;
}

/** A last e, and a double l. */
function step5(word: string): string {
  let result = word;
  if (result.endsWith('e')) {
    const rest = result.slice(0, -1);
    const m = measure(rest);
    if (m > 1 || (m === 1 && !endsShort(rest))) result = rest;
  }
  return result.endsWith('ll') && measure(result.slice(0, -1)) > 1 ? result.slice(0, -1) : result;
}
