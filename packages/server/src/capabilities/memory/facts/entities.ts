import type { NamedEntity, NamedRelation } from '../../../ports/memory-store.ts';
import { ATTRIBUTES } from './attributes.ts';
import type { Addition } from './operation.ts';

/** One to four words that begin with capital letters. */
const NAME = /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}’'-]*(?: (?:of |de |the )?\p{Lu}[\p{L}\p{N}’'-]*){0,3}/gu;
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

/** Names in a text, each once, without the first words of sentences that are none. */
export function namesIn(text: string): readonly string[] {
  const found = (text.match(NAME) ?? []).map((name) => {
    const [first = '', ...rest] = name.split(' ');
    return NO_NAME.has(first.toLowerCase()) ? rest.join(' ') : name;
  });
  return [...new Set(found.map((name) => name.replace(/['’]s$/u, '')))].filter((name) => name.length > 1);
}

function typeOf(attribute: string, name: string, object: string | null): string {
  if (name !== object) return 'name';
  if (PLACES.has(attribute)) return 'place';
  return ORGANISATIONS.has(attribute) ? 'organisation' : 'thing';
}

function unique(entities: readonly NamedEntity[]): readonly NamedEntity[] {
  return [...new Map(entities.toReversed().map((entity) => [entity.name.toLowerCase(), entity])).values()].toReversed();
}
