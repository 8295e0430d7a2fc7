import { SYNONYMS } from '../data/synonyms.ts';
import { termsOf } from './terms.ts';

interface Phrase {
  readonly terms: readonly string[];
  /** Terms of what else to look for. */
  readonly others: readonly string[];
}

/** Phrases by their first term. */
const PHRASES = readGroups(SYNONYMS);

/** Terms that say what `terms` say in other words, without those that are there. */
export function synonymsOf(terms: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  terms.forEach((first, at) => {
    for (const phrase of PHRASES.get(first) ?? []) {
      if (phrase.terms.every((term, distance) => terms[at + distance] === term)) {
        for (const other of phrase.others) found.add(other);
      }
    }
  });
  for (const term of terms) found.delete(term);
  return found;
}

function readGroups(text: string): ReadonlyMap<string, readonly Phrase[]> {
  const phrases = new Map<string, Phrase[]>();
  const add = (asked: readonly string[], sought: readonly (readonly string[])[]): void => {
    const [first] = asked;
    if (first === undefined) return;
    const others = [...new Set(sought.filter((each) => each !== asked).flat())];
    phrases.set(first, [...(phrases.get(first) ?? []), { terms: asked, others }]);
  };
  for (const line of text.split('\n')) {
    const oneWay = line.includes('>');
    const [left = [], right = []] = line.split(/[=>]/).map((side) => side.split(',').map(termsOf));
    for (const phrase of left) add(phrase, [...left, ...right]);
    // What a ratio is made of does not ask for the ratio.
    if (!oneWay) for (const phrase of right) add(phrase, [...left, ...right]);
  }
  return phrases;
}
