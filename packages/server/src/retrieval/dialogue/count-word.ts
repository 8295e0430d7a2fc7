import type { Line } from './line.ts';

/** Where a word is, in some lines that are counted together. */
export interface CountedWord {
  /** By the place of the line; only lines whose conversation has it. */
  readonly found: ReadonlyMap<number, FoundWord>;
  /** Messages and sessions of the lines that have it. */
  readonly messages: number;
  readonly sessions: number;
}

export interface FoundWord {
  /** Message, count, message, count, …; also of messages that are not on the line. */
  readonly postings: readonly number[];
  /** How often it is said on the line, by the number of the session. */
  readonly sessions: ReadonlyMap<number, number>;
}

export function countWord(lines: readonly Line[], term: string): CountedWord {
  const found = new Map<number, FoundWord>();
  let [messages, sessions] = [0, 0];
  lines.forEach((line, at) => {
    const postings = line.dialogue.postings(term);
    if (postings.length === 0) return;
    const counts = new Map<number, number>();
    messages += countSessions(line, postings, counts);
    sessions += counts.size;
    found.set(at, { postings, sessions: counts });
  });
  return { found, messages, sessions };
}

/** Returns how many messages of the line have the word. */
function countSessions({ dialogue, shown }: Line, postings: readonly number[], into: Map<number, number>): number {
  let messages = 0;
  // Messages of one session mostly follow each other: it is looked up when another begins.
  let [session, count] = [-1, 0];
  const add = (): void => {
    if (count > 0) into.set(session, (into.get(session) ?? 0) + count);
  };
  for (let next = 0; next < postings.length; next += 2) {
    const place = postings[next] ?? 0;
    if ((shown[place] ?? 0) === 0) continue;
    messages += 1;
    const own = dialogue.sessions[place] ?? 0;
    if (own !== session) {
      add();
      session = own;
      count = 0;
    }
    count += postings[next + 1] ?? 0;
  }
  add();
  return messages;
}
