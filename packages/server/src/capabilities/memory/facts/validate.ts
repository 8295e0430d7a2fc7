import { termsOf } from '../../../retrieval/text/terms.ts';
import { namesIn } from './entities.ts';
import type { Operation, ReadMessage } from './operation.ts';

/** Why an operation of a model's is not believed. */
export type Rejection = 'source' | 'number' | 'name' | 'prompt' | 'unknown';

export interface Evidence {
  readonly messages: readonly ReadMessage[];
  /** Ids of the memories that the model was shown. */
  readonly shown: ReadonlySet<string>;
  /** What the assistant was told to be. */
  readonly instructions: string;
}

/** From this share of word pairs on a text repeats another one. */
const REPEATS = 0.6;
const FEWEST_PAIRS = 3;
const NUMBER_WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/**
 * Null where the operation may be believed. A model that hears what nobody said invents numbers and names, names sources
 * that it was not given, or tells back its own instructions. Source: RETRIEVAL.md §3.3.
 */
export function rejectionOf(operation: Operation, { messages, shown, instructions }: Evidence): Rejection | null {
  const sources = messages.filter(({ id }) => operation.sources.includes(id));
  if (sources.length === 0 || sources.length < new Set(operation.sources).size) return 'source';
  if (operation.kind === 'confirm') return shown.has(operation.id) ? null : 'unknown';
  if (operation.kind === 'add' && operation.supersedes.some((id) => !shown.has(id))) return 'unknown';
  const said = sources.map(({ speaker, text }) => `${speaker}: ${text}`).join('\n');
  const claimed = operation.kind === 'add' ? `${operation.value}. ${operation.text}` : (operation.value ?? '');
  if (!numbersIn(claimed).every((number) => isNumberSaid(number, said))) return 'number';
  if (!namesIn(claimed).every((name) => isNameSaid(name, said))) return 'name';
  return repeats(claimed, instructions) && !repeats(claimed, said) ? 'prompt' : null;
}

function numbersIn(text: string): readonly string[] {
  const plain = text.replaceAll(/(\d),(?=\d{3})/gu, '$1');
  return plain.match(/\d+(?:\.\d+)?/gu) ?? [];
}

function isNumberSaid(number: string, said: string): boolean {
  const word = NUMBER_WORDS[Number(number)];
  return numbersIn(said).includes(number) || (word !== undefined && said.toLowerCase().includes(word));
}

/** Each word of the name, since people are called by a part of it. The subject is no claim. */
function isNameSaid(name: string, said: string): boolean {
  const heard = said.toLowerCase();
  const words = name.toLowerCase().split(' ');
  return words.every((word) => word === 'user' || heard.includes(word.replace(/['’]s$/u, '')));
}

function repeats(text: string, other: string): boolean {
  const pairs = pairsOf(text);
  if (pairs.length < FEWEST_PAIRS) return false;
  const known = new Set(pairsOf(other));
  return pairs.filter((pair) => known.has(pair)).length / pairs.length >= REPEATS;
}

function pairsOf(text: string): readonly string[] {
  const terms = termsOf(text);
  return terms.slice(1).map((term, at) => `${terms[at] ?? ''} ${term}`);
}
