import { rarity } from '../rank/bm25.ts';
import type { DialogueWeights } from './data/weights.ts';
import type { Line } from './line.ts';
import type { Sought } from './read-dialogue-question.ts';

export interface WordScores {
  /** By the place of the message. */
  readonly messages: Float64Array;
  /** By the number of the session. */
  readonly sessions: Map<number, number>;
}

interface Sizes {
  readonly count: number;
  /** In terms. */
  readonly meanLength: number;
}

/**
 * BM25 of the messages and of the sessions of some lines, which are counted together. Of the words that may stand for one
 * another the best counts, so that many of them do not outweigh one that was asked for.
 */
export function scoreWords(
  lines: readonly Line[],
  sought: readonly Sought[],
  weights: DialogueWeights,
): readonly WordScores[] {
  const length = lines.reduce((sum, line) => sum + line.length, 0);
  const ofMessages = sizes(length, lines, ({ places }) => places.length);
  const ofSessions = sizes(length, lines, ({ sessions }) => sessions.size);
  const scores = lines.map(({ dialogue }) => ({
    messages: new Float64Array(dialogue.messages.length),
    sessions: new Map<number, number>(),
  }));
  for (const { term, weight, others } of sought) {
    const counted = wordsFor(term, weight, others, weights).map((word) => countWord(lines, word));
    lines.forEach((line, at) => {
      const into = scores[at];
      if (into !== undefined) addBest(into, line, at, counted, { ofMessages, ofSessions }, weights);
    });
  }
  return scores;
}

interface Word {
  readonly term: string;
  readonly weight: number;
}

function wordsFor(
  term: string,
  weight: number,
  others: readonly string[],
  { synonym }: DialogueWeights,
): readonly Word[] {
  const more = synonym > 0 ? others : [];
  return [{ term, weight }, ...more.map((other) => ({ term: other, weight: weight * synonym }))];
}

interface CountedWord {
  readonly weight: number;
  /** Place, count, place, count, …, and counts by the number of the session, for each line. */
  readonly lines: readonly { readonly places: readonly number[]; readonly sessions: ReadonlyMap<number, number> }[];
  /** Messages and sessions that have it. */
  readonly messages: number;
  readonly sessions: number;
}

function countWord(lines: readonly Line[], { term, weight }: Word): CountedWord {
  let [messages, inSessions] = [0, 0];
  const counts = lines.map(({ dialogue, shown }) => {
    const postings = dialogue.postings(term);
    const places: number[] = [];
    const sessions = new Map<number, number>();
    for (let next = 0; next < postings.length; next += 2) {
      const [place = 0, count = 0] = [postings[next], postings[next + 1]];
      if (shown[place] !== 1) continue;
      places.push(place, count);
      const session = dialogue.messages[place]?.session ?? 0;
      sessions.set(session, (sessions.get(session) ?? 0) + count);
    }
    messages += places.length / 2;
    inSessions += sessions.size;
    return { places, sessions };
  });
  return { weight, lines: counts, messages, sessions: inSessions };
}

/** Adds to each message and session of one line what the best of these words scores there. */
function addBest(
  into: WordScores,
  line: Line,
  at: number,
  words: readonly CountedWord[],
  { ofMessages, ofSessions }: { readonly ofMessages: Sizes; readonly ofSessions: Sizes },
  weights: DialogueWeights,
): void {
  const best = new Map<number, number>();
  const bestOfSession = new Map<number, number>();
  for (const { weight, lines, messages, sessions } of words) {
    const own = lines[at];
    if (own === undefined || messages === 0) continue;
    const rare = weight * rarity('', { ...ofMessages, frequency: () => messages });
    for (let next = 0; next < own.places.length; next += 2) {
      const [place = 0, count = 0] = [own.places[next], own.places[next + 1]];
      const size = (line.dialogue.messages[place]?.terms.length ?? 0) / ofMessages.meanLength;
      raise(best, place, rare * saturated(count, size, weights));
    }
    const rareSession = weight * rarity('', { ...ofSessions, frequency: () => sessions });
    for (const [session, count] of own.sessions) {
      const size = (line.sessions.get(session) ?? 0) / ofSessions.meanLength;
      raise(bestOfSession, session, rareSession * saturated(count, size, weights));
    }
  }
  for (const [place, score] of best) into.messages[place] = (into.messages[place] ?? 0) + score;
  for (const [session, score] of bestOfSession) into.sessions.set(session, (into.sessions.get(session) ?? 0) + score);
}

/** BM25 without the rarity; `length` beside the mean. */
function saturated(count: number, length: number, { k1, b }: DialogueWeights): number {
  return (count * (k1 + 1)) / (count + k1 * (1 - b + b * length));
}

function raise(best: Map<number, number>, key: number, score: number): void {
  if (score > (best.get(key) ?? 0)) best.set(key, score);
}

function sizes(length: number, lines: readonly Line[], countOf: (line: Line) => number): Sizes {
  const count = lines.reduce((sum, line) => sum + countOf(line), 0);
  return { count, meanLength: Math.max(1, length / Math.max(1, count)) };
}
