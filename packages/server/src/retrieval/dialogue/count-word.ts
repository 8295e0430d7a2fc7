import type { Line } from './line.ts';

/** Where a word is said on a line. */
export interface CountedWord {
  /** Message, count, message, count, …; also of messages that are not on the line. */
  readonly postings: readonly number[];
  /** How often it is said, by the number of the session. */
  readonly sessions: ReadonlyMap<number, number>;
  /** How many messages say it. */
  readonly messages: number;
}

export function countWord({ dialogue, shown }: Line, term: string): CountedWord {
  const postings = dialogue.postings(term);
  const sessions = new Map<number, number>();
  let messages = 0;
  // Messages of one session mostly follow each other: it is looked up when another begins.
  let [session, count] = [-1, 0];
  const add = (): void => {
    if (count > 0) sessions.set(session, (sessions.get(session) ?? 0) + count);
  };
  for (let next = 0; next < postings.length; next += 2) {
    const place = postings[next] ?? 0;
    if (shown[place] !== 1) continue;
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
  return { postings, sessions, messages };
}
