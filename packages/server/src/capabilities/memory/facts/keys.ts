import type { MemoryKeys, MemoryRecord } from '../../../ports/memory-store.ts';
import { termsOf } from '../../../retrieval/text/terms.ts';
import { isSingle } from './attributes.ts';

/** Words that say nothing of a value, beside those that no search looks for. */
const EMPTY = new Set([
  'city',
  'town',
  'village',
  'call',
  'name',
  'actual',
  'realli',
  'current',
  'now',
  'kind',
  'bit',
  'lot',
]);
/** Turn a value into its opposite, and are no search terms. */
const NEGATIONS = /\b(?:not|no|never|none|without)\b|n['’]t\b/iu;

/**
 * What a memory is compared by: wordings of one value have one key. It is found by the words of an attribute that has one
 * value, too: "What is my name?" asks for what says "is called". Where there can be many values, how alike their texts
 * are decides whether they are one, and a word that all have would say that they are.
 */
export function keysOf({ attribute, value, text }: Pick<MemoryRecord, 'attribute' | 'value' | 'text'>): MemoryKeys {
  const asked = isSingle(attribute) ? termsOf(attribute.replaceAll('_', ' ')) : [];
  return { value: valueKey(value), terms: [...new Set([...termsOf(text), ...asked])] };
}

/** The stems of a value in alphabetic order; the value itself in lower case where it has none. */
export function valueKey(value: string): string {
  const all = [...new Set(termsOf(value))];
  const telling = all.filter((term) => !EMPTY.has(term));
  const stems = (telling.length === 0 ? all : telling).sort();
  const key = stems.length === 0 ? value.trim().toLowerCase() : stems.join(' ');
  return NEGATIONS.test(value) ? `not ${key}` : key;
}
