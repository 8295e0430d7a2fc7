import type { Dialogue } from './dialogue.ts';
import { ASKS } from './read-message.ts';

/** A conversation, and which of its messages may be found: those of one branch, which only grows. */
export class Line {
  readonly dialogue: Dialogue;
  /** Places of `Dialogue.messages`, in the order of the branch. */
  readonly places: number[] = [];
  /** 1 where the message before asks and this one answers, in the order of the branch. */
  readonly answers: number[] = [];
  /** By the place: how manieth of the branch it is, counted from 1; 0 where it is not on it. */
  readonly shown: number[] = [];
  /** Terms by the number of the session; -1 where the branch has nothing of it. */
  readonly sessionLengths: number[] = [];
  /** How many sessions the branch is in. */
  sessions = 0;
  /** Terms that are said on the branch. */
  length = 0;
  /** Terms and messages by the number of the speaker. */
  readonly #said: { terms: number; messages: number }[] = [];

  constructor(dialogue: Dialogue, places: Iterable<number>) {
    this.dialogue = dialogue;
    this.extend(places);
  }

  /** Adds what follows on the branch. */
  extend(places: Iterable<number>): void {
    for (const place of places) this.#add(place);
  }

  /** Whether the message may be found. */
  shows(id: string): boolean {
    const place = this.dialogue.placeOf(id);
    return place !== null && (this.shown[place] ?? 0) > 0;
  }

  /** Terms of a message, beside what its speaker says on average. */
  relativeLength(place: number): number {
    const said = this.#said[this.dialogue.speakerOf[place] ?? -1];
    return (this.dialogue.lengths[place] ?? 0) / (said === undefined ? 1 : Math.max(1, said.terms / said.messages));
  }

  #add(place: number): void {
    const { messages, sessions, lengths, speakerOf } = this.dialogue;
    const [session = 0, length = 0, speaker = 0] = [sessions[place], lengths[place], speakerOf[place]];
    const before = messages[this.places.at(-1) ?? -1];
    const isAsked = before !== undefined && before.question > ASKS.nothing;
    this.answers.push(isAsked && before.speaker !== messages[place]?.speaker ? 1 : 0);
    this.places.push(place);
    raiseTo(this.shown, place, 0);
    this.shown[place] = this.places.length;
    this.length += length;
    raiseTo(this.sessionLengths, session, -1);
    const known = this.sessionLengths[session] ?? -1;
    if (known < 0) this.sessions += 1;
    this.sessionLengths[session] = Math.max(0, known) + length;
    const said = (this.#said[speaker] ??= { terms: 0, messages: 0 });
    said.terms += length;
    said.messages += 1;
  }
}

/** Lengthens the column until it has this place. */
function raiseTo(column: number[], place: number, value: number): void {
  while (column.length <= place) column.push(value);
}

export interface RankedMessage {
  readonly id: string;
  readonly score: number;
}

/** With where it stands. */
export interface RankedPlace extends RankedMessage {
  readonly line: Line;
  readonly place: number;
  /** When it was said, milliseconds since the epoch. */
  readonly at: number;
}
