import type { Dialogue } from './dialogue.ts';

/** A conversation, and which of its messages may be found: those of one branch. Made by `lineOf`. */
export interface Line {
  readonly dialogue: Dialogue;
  /** Places of `Dialogue.messages`, in the order of the branch. */
  readonly places: readonly number[];
  /** 1 at these places. */
  readonly shown: Uint8Array;
  /** Sum of their lengths in terms, and the same for each session. */
  readonly length: number;
  readonly sessions: ReadonlyMap<number, number>;
  /** Mean length of what each speaker says. */
  readonly speakers: ReadonlyMap<string, number>;
}

export function lineOf(dialogue: Dialogue, places: readonly number[]): Line {
  const shown = new Uint8Array(dialogue.messages.length);
  let length = 0;
  const sessions = new Map<number, number>();
  const said = new Map<string, { terms: number; messages: number }>();
  for (const place of places) {
    const message = dialogue.messages[place];
    if (message === undefined) continue;
    shown[place] = 1;
    length += message.terms.length;
    const { terms, messages } = said.get(message.speaker) ?? { terms: 0, messages: 0 };
    said.set(message.speaker, { terms: terms + message.terms.length, messages: messages + 1 });
    sessions.set(message.session, (sessions.get(message.session) ?? 0) + message.terms.length);
  }
  const speakers = new Map([...said].map(([speaker, { terms, messages }]) => [speaker, terms / messages]));
  return { dialogue, places, shown, length, sessions, speakers };
}

export interface RankedMessage {
  readonly id: string;
  readonly score: number;
}

/** With where it stands. */
export interface RankedPlace extends RankedMessage {
  readonly line: Line;
  readonly place: number;
  readonly at: number;
}
