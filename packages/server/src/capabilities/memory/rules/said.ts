import type { MemoryType } from '../../../ports/memory-store.ts';
import { attributeNamed, isSingle } from '../facts/attributes.ts';
import { valueKey } from '../facts/keys.ts';
import { isSmallTalkThing } from './small-talk.ts';
import { bare } from './value.ts';

/** What a clause says. */
export interface Said {
  readonly ends?: boolean;
  readonly type: MemoryType;
  readonly subject: string;
  readonly attribute: string;
  /** As it was written; '' where `ends` means any. */
  readonly value: string;
  readonly single: boolean;
  readonly importance: number;
  /** It asks to be remembered, with a date or without. */
  readonly isWish?: boolean;
  /** Instead of the sentence that the attribute makes. */
  readonly text?: string;
}

/** A form of a clause, and what it says; null where it says nothing after all. */
export interface Pattern {
  readonly form: RegExp;
  readonly says: (groups: Groups) => Said | readonly Said[] | null;
}

export type Groups = Readonly<Record<string, string>>;

export const KIN =
  'wife|husband|partner|girlfriend|boyfriend|fiancée?|spouse|son|daughter|kid|child|baby|mother|mom|mum|father|dad|brother|sister|sibling|cousin|aunt|uncle|grandmother|grandma|grandfather|grandpa|niece|nephew|parents|grandparents|kids|children|sons|daughters|brothers|sisters|in-laws|dog|cat|puppy|kitten|parrot|hamster|rabbit|horse|pet|boss|manager|colleague|coworker|neighbor|neighbour|friend|best friend|roommate|flatmate|teacher|doctor|dentist|therapist';
export const JOBS =
  'nurse|chef|cook|pilot|student|lawyer|judge|coach|guide|monk|artist|model|clerk|vet|surgeon|architect|journalist|dentist|scientist|accountant|consultant|assistant|mechanic|musician|technician|librarian|electrician|physician|politician|pharmacist|barista|biologist|chemist|economist|psychologist|therapist|analyst|pianist|guitarist|freelancer|contractor|intern|plumber|carpenter|firefighter|police officer|officer|soldier|sailor|host|waiter|waitress|actress|midwife|bus driver|engineer|teacher|developer|designer|programmer|manager|writer|director|doctor|professor|editor|researcher|baker|farmer|driver|painter|photographer|producer|actor|author|trainer|translator|lecturer|tutor|banker|broker|butcher|tailor|gardener|hairdresser|principal|paramedic';
export const DIETS =
  'vegetarian|vegan|pescatarian|pescetarian|flexitarian|omnivore|carnivore|meat eater|teetotal(?:er|ler)?';
export const BOND = 'single|married|engaged|divorced|widowed|separated';
export const NUMBER = 'an?|one|two|three|four|five|six|seven|eight|nine|ten|\\d{1,3}|no';

export function fact(attribute: string, value: string, more: Partial<Said> = {}): Said {
  const name = attributeNamed(attribute);
  return { type: 'fact', subject: 'user', attribute: name, value, single: isSingle(name), importance: 3, ...more };
}

export const of =
  (attribute: string, more: Partial<Said> = {}) =>
  ({ v = '' }: Groups): Said =>
    fact(attribute, bare(v), more);

/** Ends the value that is named; a word that only points, as in "I'm not allergic to it", must not end them all. */
export const noLonger =
  (attribute: string) =>
  ({ v = '' }: Groups): Said | null =>
    v === '' ? null : fact(attribute, bare(v), { ends: true });

/** Ends whatever value there is, where none is named. */
export const noLongerAny =
  (attribute: string) =>
  ({ v = '' }: Groups): Said =>
    fact(attribute, bare(v), { ends: true });

/** A list names several values of an attribute that may have several. */
export const each =
  (attribute: string, more: Partial<Said> = {}) =>
  ({ v = '' }: Groups): readonly Said[] =>
    v.split(LIST).map((one) => fact(attribute, bare(one), more));

const LIST = /, (?:and |or )?| and | & /iu;

/** Of things in a list with a comma each is liked by itself; "rock and roll" is one. */
export function tastes(verb: 'likes' | 'dislikes', things: string): readonly Said[] {
  const [last = '', ...others] = things.split(/, (?:and |or )?/iu).reverse();
  const ends = last.split(' and ');
  const all = [...others.reverse(), ...(others.length > 0 && ends.length === 2 ? ends : [last])];
  return all.filter((thing) => thing !== '').map((thing) => taste(verb, bare(thing)));
}

/** What somebody thinks of a thing has one value for each thing: who liked it may come to hate it. */
function taste(verb: 'likes' | 'dislikes', thing: string): Said {
  const slug = valueKey(thing).replaceAll(' ', '_');
  const value = `${verb} ${thing}`;
  return { ...fact(`taste_${slug}`, value, { importance: 2 }), type: 'preference', single: true };
}

/** Two things of which one is better: the pair names the attribute, whatever the order. */
export function choice(better: string, worse: string): readonly Said[] {
  if (better === '' || worse === '') return [];
  const pair = [valueKey(better), valueKey(worse)].sort().join(' or ').replaceAll(' ', '_');
  const value = `${better} over ${worse}`;
  const text = `The user prefers ${value}.`;
  return [{ ...fact(`choice_${pair}`, better, { single: true, text }), type: 'preference' }];
}

export function mine(thing: string, value: string): Said | null {
  const about = thing.toLowerCase();
  const owner = POSSESSED.exec(about);
  const attribute = owner?.[2] ?? '';
  if (owner !== null) return { ...fact(attribute, value, { single: true }), subject: `user's ${owner[1] ?? ''}` };
  if (IS_KIN.test(about)) {
    const isNamed = NAMED_VALUE.test(value);
    return {
      ...fact(isNamed ? 'name' : 'is', isNamed ? value.replace(NAMED_START, '').replaceAll('"', '') : value),
      subject: `user's ${about}`,
    };
  }
  if (isSmallTalkThing(about)) return null;
  const name = attributeNamed(about.replace(/^(?:new|current|own) /u, ''));
  const type = name.startsWith('favorite_') ? 'preference' : 'fact';
  return {
    ...fact(name, name === 'lives_in' ? bare(value.replace(/^(?:in|at) /iu, '')) : value, { single: true }),
    type,
  };
}

const POSSESSED = new RegExp(
  `^((?:older |younger |big |little |old |new )?(?:${KIN}))(?:’s|s’) ([\\p{L} ]{2,30})$`,
  'iu',
);
const IS_KIN = new RegExp(`^(?:older |younger |big |little |old |new |first |second )?(?:${KIN})$`, 'iu');
const NAMED_START = /^(?:called|named) /iu;
/** A name: one to three words with capital letters, or whatever follows "called". */
const NAMED_VALUE = /^(?:(?:called|named) .+|\p{Lu}[\p{L}’.-]+(?: \p{Lu}[\p{L}’.-]*){0,2})$/u;

/** Not part of a form, which takes either case. */
export const CAPITAL = /^\p{Lu}/u;
export const form = (source: string): RegExp => new RegExp(`^${source}$`, 'iu');
export const V = '(?<v>.{1,200})';
export const AM = '(?:am|’m| am)';

/** A plan counts only with a date, which whoever reads the clause looks for. */
export function plan(value: string): Said {
  return { ...fact('plans', value, { single: false }), type: 'task' };
}

export function ending(said: Said | null): Said | null {
  return said === null || said.value === '' ? null : { ...said, ends: true };
}

export function slug(thing: string): string {
  return valueKey(bare(thing)).replaceAll(' ', '_');
}
