import type { Days } from './calendar.ts';
import { dayOf } from './calendar.ts';
import { dateTerms, spanTerms } from './date-terms.ts';
import { dialogueTerms } from './dialogue-terms.ts';
import { saysNumber } from './read-message.ts';

/** A message as it is ranked. */
export interface DialogueMessage {
  readonly id: string;
  readonly parent: string | null;
  readonly session: number;
  /** When it was said, milliseconds since the epoch. */
  readonly at: number;
  readonly speaker: string;
  readonly terms: readonly string[];
  readonly names: readonly string[];
  readonly dates: readonly Days[];
  /** One of `ASKS`. */
  readonly question: number;
}

/** What is kept of it: terms as numbers of the vocabulary, so that ten thousand messages are a few megabytes. */
export interface KeptMessage extends Omit<DialogueMessage, 'terms' | 'names'> {
  readonly terms: Int32Array;
  /** Terms that it writes like names. */
  readonly names: readonly string[];
  readonly saysNumber: boolean;
}

const NONE: readonly string[] = [];

/** Speakers that are roles, whose names are no words of the talk. */
const ROLES = new Set(['user', 'assistant']);

/** One conversation with the lists of its words, so that any question reads only what it asks for. Messages are only added. */
export class Dialogue {
  readonly messages: KeptMessage[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #vocabulary: string[] = [];
  /** For each term: message, count, message, count, … */
  readonly #postings: number[][] = [];
  readonly #names = new Set<string>();
  readonly #speakerTerms = new Map<string, readonly string[]>();

  add({ terms, names, ...rest }: DialogueMessage): void {
    const place = this.messages.length;
    const own = Int32Array.from(terms, (term) => this.#numberOf(term));
    this.messages.push({
      ...rest,
      terms: own,
      names: names.length === 0 ? NONE : names,
      saysNumber: saysNumber(terms),
    });
    for (const name of names) this.#names.add(name);
    const counts = new Map<number, number>();
    for (const number of own) counts.set(number, (counts.get(number) ?? 0) + 1);
    // The speaker's name, the day, and the days it speaks of count as said once.
    const days = [...dateTerms(dayOf(rest.at)), ...rest.dates.flatMap(spanTerms)];
    for (const term of [...this.termsOfSpeaker(rest.speaker), ...days]) {
      const number = this.#numberOf(term);
      if (!counts.has(number)) counts.set(number, 1);
    }
    for (const [number, count] of counts) this.#postings[number]?.push(place, count);
  }

  /** Message, count, message, count, … */
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
    return Array.from(this.messages[place]?.terms ?? [], (number) => this.#vocabulary[number] ?? '');
  }

  /** True where a message wrote it like a name, or a speaker has it. */
  isName(term: string): boolean {
    return this.#names.has(term) || this.speakers().some((speaker) => this.termsOfSpeaker(speaker).includes(term));
  }

  speakers(): readonly string[] {
    return [...this.#speakerTerms.keys()];
  }

  termsOfSpeaker(speaker: string): readonly string[] {
    let terms = this.#speakerTerms.get(speaker);
    if (terms === undefined) {
      terms = ROLES.has(speaker.toLowerCase()) ? [] : dialogueTerms(speaker);
      this.#speakerTerms.set(speaker, terms);
    }
    return terms;
  }

  #numberOf(term: string): number {
    let number = this.#numbers.get(term);
    if (number === undefined) {
      number = this.#vocabulary.length;
      this.#numbers.set(term, number);
      this.#vocabulary.push(term);
      this.#postings.push([]);
    }
    return number;
  }
}
