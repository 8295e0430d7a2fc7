import type { Days } from './calendar.ts';
import { dayOf } from './calendar.ts';
import { dateTerms, spanTerms } from './date-terms.ts';
import { dialogueTerms } from './dialogue-terms.ts';
import { isNumber } from './read-message.ts';

/** A message as it is ranked. */
export interface DialogueMessage {
  readonly id: string;
  readonly parent: string | null;
  /** Of all that are searched together. */
  readonly session: string;
  /** When it was said, milliseconds since the epoch. */
  readonly at: number;
  readonly speaker: string;
  readonly terms: readonly string[];
  readonly names: readonly string[];
  readonly dates: readonly Days[];
  /** One of `ASKS`. */
  readonly question: number;
}

/** What is kept of it beside the columns below. */
export interface KeptMessage extends Pick<DialogueMessage, 'id' | 'parent' | 'names' | 'dates'> {
  readonly saysNumber: boolean;
}

const NONE: readonly string[] = [];

/** Speakers that are roles, whose names are no words of the talk. */
const ROLES = new Set(['user', 'assistant']);

/**
 * What was said in conversations that are searched together, with the lists of its words, so that any question reads only
 * what it asks for. Messages are only added.
 * What every question looks at of every message stands in columns by the message's place: a row each would be fetched from
 * all over the memory.
 */
export class Dialogue {
  readonly messages: KeptMessage[] = [];
  /** The session of each message, counted from 0 as they come. */
  readonly sessions: number[] = [];
  /** The speaker of each message, a place of `speakers`. */
  readonly speakerOf: number[] = [];
  /** How many terms each message says. */
  readonly lengths: number[] = [];
  /** When each was said, milliseconds since the epoch. */
  readonly times: number[] = [];
  /** How much each asks, one of `ASKS`. */
  readonly asks: number[] = [];
  readonly speakers: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #sessionNumbers = new Map<string, number>();
  readonly #speakerNumbers = new Map<string, number>();
  readonly #termsOfSpeakers = new Map<string, readonly string[]>();
  /** Numbers of terms, message behind message, and where those of each begin. */
  readonly #said: number[] = [];
  readonly #begins: number[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #vocabulary: string[] = [];
  /** For each term: message, count, message, count, … */
  readonly #postings: number[][] = [];
  readonly #names = new Set<string>();

  add({ id, parent, session, at, speaker, terms, names, dates, question }: DialogueMessage): void {
    const place = this.messages.length;
    const own = names.length === 0 ? NONE : names;
    this.messages.push({ id, parent, names: own, dates, saysNumber: terms.some(isNumber) });
    this.#places.set(id, place);
    this.sessions.push(numberOf(this.#sessionNumbers, session));
    this.speakerOf.push(this.#speaker(speaker));
    this.lengths.push(terms.length);
    this.times.push(at);
    this.asks.push(question);
    this.#begins.push(this.#said.length);
    for (const name of own) this.#names.add(name);
    for (const term of terms) {
      const number = this.#term(term);
      this.#said.push(number);
      this.#count(number, place, true);
    }
    // The speaker's name, the day, and the days it speaks of count as said once.
    const days = [...dateTerms(dayOf(at)), ...dates.flatMap(spanTerms)];
    for (const term of [...this.termsOfSpeaker(speaker), ...days]) this.#count(this.#term(term), place, false);
  }

  /** Null where there is no such message. */
  placeOf(id: string): number | null {
    return this.#places.get(id) ?? null;
  }

  /** Message, count, message, count, …, in the order of the places. */
  postings(term: string): readonly number[] {
    const number = this.#numbers.get(term);
    return number === undefined ? [] : (this.#postings[number] ?? []);
  }

  /** In how many messages a term is. */
  frequency(term: string): number {
    return this.postings(term).length / 2;
  }

  /** The terms of what the message at this place says. */
  termsAt(place: number): readonly string[] {
    const begin = this.#begins[place] ?? this.#said.length;
    return this.#said.slice(begin, begin + (this.lengths[place] ?? 0)).map((number) => this.#vocabulary[number] ?? '');
  }

  /** True where a message wrote it like a name, or a speaker has it. */
  isName(term: string): boolean {
    return this.#names.has(term);
  }

  termsOfSpeaker(speaker: string): readonly string[] {
    return this.#termsOfSpeakers.get(speaker) ?? NONE;
  }

  #speaker(name: string): number {
    const known = this.#speakerNumbers.get(name);
    if (known !== undefined) return known;
    this.speakers.push(name);
    const terms = ROLES.has(name.toLowerCase()) ? NONE : dialogueTerms(name);
    for (const term of terms) this.#names.add(term);
    this.#termsOfSpeakers.set(name, terms);
    return numberOf(this.#speakerNumbers, name);
  }

  #term(term: string): number {
    const number = numberOf(this.#numbers, term);
    if (number === this.#vocabulary.length) {
      this.#vocabulary.push(term);
      this.#postings.push([]);
    }
    return number;
  }

  /** Counts a term of the newest message: each time, or once at most. */
  #count(number: number, place: number, repeated: boolean): void {
    const postings = this.#postings[number] ?? [];
    const last = postings.length - 2;
    if (postings[last] !== place) postings.push(place, 1);
    else if (repeated) postings[last + 1] = (postings[last + 1] ?? 0) + 1;
  }
}

/** The number of a key: how many were known when it came first. */
function numberOf<K>(numbers: Map<K, number>, key: K): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  const number = numbers.size;
  numbers.set(key, number);
  return number;
}
