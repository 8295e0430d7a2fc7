import type { Dialogue } from './dialogue.ts';
import { ASKS } from './read-message.ts';

/** Stands for no place. */
const NONE = -1;

/** Which messages of a dialogue may be found: those of one branch of each conversation. Branches only grow. */
export class Line {
  readonly dialogue: Dialogue;
  /** By the place of a message, as all columns here: 1 where it is on a branch. */
  readonly shown: number[] = [];
  /** The places before and after it on its branch, where there are any; else -1. */
  readonly before: number[] = [];
  readonly after: number[] = [];
  /** 1 where the message before asks and this one answers. */
  readonly answers: number[] = [];
  /** Terms by the number of the session; -1 where the branches have nothing of it. */
  readonly sessionLengths: number[] = [];
  /** How many messages and sessions there are, and how many terms they say. */
  messages = 0;
  sessions = 0;
  length = 0;
  /** Terms and messages by the number of the speaker. */
  readonly #said: { terms: number; messages: number }[] = [];

  constructor(dialogue: Dialogue) {
    this.dialogue = dialogue;
  }

  /** Adds places that follow `last`, or begin a branch where that is null. Returns the last place of the branch. */
  extend(places: Iterable<number>, last: number | null): number | null {
    let end = last;
    for (const place of places) {
      this.#add(place, end ?? NONE);
      end = place;
    }
    return end;
  }

  /** Whether the message may be found. */
  shows(id: string): boolean {
    const place = this.dialogue.placeOf(id);
    return place !== null && this.shown[place] === 1;
  }

  /** Terms of a message, beside what its speaker says on average. */
  relativeLength(place: number): number {
    const said = this.#said[this.dialogue.speakerOf[place] ?? NONE];
    return (this.dialogue.lengths[place] ?? 0) / (said === undefined ? 1 : Math.max(1, said.terms / said.messages));
  }

  #add(place: number, before: number): void {
    const { sessions, lengths, speakerOf } = this.dialogue;
    const [session = 0, length = 0, speaker = 0] = [sessions[place], lengths[place], speakerOf[place]];
    this.#link(place, before);
    this.messages += 1;
    this.length += length;
    while (this.sessionLengths.length <= session) this.sessionLengths.push(NONE);
    const known = this.sessionLengths[session] ?? NONE;
    if (known === NONE) this.sessions += 1;
    this.sessionLengths[session] = Math.max(0, known) + length;
    const said = (this.#said[speaker] ??= { terms: 0, messages: 0 });
    said.terms += length;
    said.messages += 1;
  }

  #link(place: number, before: number): void {
    const { asks, speakerOf } = this.dialogue;
    while (this.shown.length <= place) {
      this.shown.push(0);
      this.before.push(NONE);
      this.after.push(NONE);
      this.answers.push(0);
    }
    this.shown[place] = 1;
    this.before[place] = before;
    if (before === NONE) return;
    this.after[before] = place;
    const isAsked = (asks[before] ?? ASKS.nothing) > ASKS.nothing;
    this.answers[place] = isAsked && speakerOf[before] !== speakerOf[place] ? 1 : 0;
  }
}

export interface RankedMessage {
  readonly id: string;
  readonly score: number;
}
