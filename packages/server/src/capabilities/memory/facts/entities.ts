import type { NamedEntity, NamedRelation } from '../../../ports/memory-store.ts';
import { ATTRIBUTES } from './attributes.ts';
import type { Addition } from './operation.ts';

const WORD = /[\p{L}\p{N}][\p{L}\p{N}’'-]*|[^\p{L}\p{N}\s]/gu;
const CAPITAL = /^\p{Lu}/u;
/** Stand within names. */
const LINKS = new Set(['of', 'de', 'the', 'van', 'von', 'da']);
const MOST_WORDS = 4;
/** Begin sentences, and are no names. */
const NO_NAME = new Set([
  'the',
  'i',
  'my',
  'a',
  'an',
  'it',
  'we',
  'he',
  'she',
  'they',
  'this',
  'that',
  'no',
  'yes',
  'not',
]);
const MOST = 6;
const PLACES = new Set(['lives_in', 'origin', 'address']);
const ORGANISATIONS = new Set(['works_at', 'studies_at']);

export interface Named {
  readonly entities: readonly NamedEntity[];
  readonly relations: readonly NamedRelation[];
}

/**
 * Who and what a memory speaks of: its subject, the name or thing that is its value, and other names in it; the attribute
 * relates the subject to the value. `newId` makes ids for those that are not known yet.
 */
export function entitiesOf({ subject, attribute, value, text }: Addition, newId: () => string): Named {
  const about: NamedEntity = { id: newId(), name: subject, type: subject === 'user' ? 'user' : 'person', aliases: [] };
  if (attribute === 'name' || attribute === 'preferred_name') {
    return { entities: [{ ...about, aliases: [value.toLowerCase()] }], relations: [] };
  }
  const names = namesIn(value);
  const isThing = names.length === 0 && ATTRIBUTES[attribute]?.single !== true && value.split(' ').length <= 3;
  const object = names[0] ?? (isThing ? value.toLowerCase() : null);
  const others = namesIn(text).filter((name) => name !== object && name.toLowerCase() !== subject);
  const entities = [object, ...names.slice(1), ...others]
    .filter((name) => name !== null)
    .slice(0, MOST)
    .map((name): NamedEntity => ({ id: newId(), name, type: typeOf(attribute, name, object), aliases: [] }));
  const [target] = entities;
  const relates = object !== null && target !== undefined;
  return {
    entities: [about, ...unique(entities)],
    relations: relates ? [{ src: about.id, predicate: attribute, dst: target.id }] : [],
  };
}

/** Names in a text, each once: runs of words with capital letters, without first words of sentences that are none. */
export function namesIn(text: string): readonly string[] {
  const words = text.match(WORD) ?? [];
  const names: string[] = [];
  for (let at = 0; at < words.length;) {
    const name = nameAt(words, at);
    at += Math.max(1, name.length);
    const [first = ''] = name;
    const plain = NO_NAME.has(first.toLowerCase()) ? name.slice(1) : name;
    if (plain.length > 0) names.push(plain.join(' ').replace(/['’]s$/u, ''));
  }
  return [...new Set(names)].filter((name) => name.length > 1);
}

function nameAt(words: readonly string[], start: number): readonly string[] {
  let end = start;
  for (let at = start; at < words.length && at < start + MOST_WORDS; at += 1) {
    const word = words[at] ?? '';
    if (CAPITAL.test(word)) end = at + 1;
    else if (!LINKS.has(word) || at !== end) break;
  }
  return words.slice(start, end);
}

function typeOf(attribute: string, name: string, object: string | null): string {
  if (name !== object) return 'name';
  if (PLACES.has(attribute)) return 'place';
  return ORGANISATIONS.has(attribute) ? 'organisation' : 'thing';
}

function unique(entities: readonly NamedEntity[]): readonly NamedEntity[] {
  return [...new Map(entities.toReversed().map((entity) => [entity.name.toLowerCase(), entity])).values()].toReversed();
}
