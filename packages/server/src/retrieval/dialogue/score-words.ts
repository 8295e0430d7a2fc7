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

/**
 * BM25 of the messages and of the sessions of some lines, which are counted together. Of the words that may stand for one
 * another the best counts, so that many of them do not outweigh one that was asked for.
 */
export function scoreWords(
  lines: readonly Line[],
  sought: readonly Sought[],
  weights: DialogueWeights,
): readonly WordScores[] {
  const scores = lines.map(({ dialogue }) => ({
    messages: new Float64Array(dialogue.messages.length),
    sessions: new Map<number, number>(),
  }));
  const length = lines.reduce((sum, line) => sum + line.length, 0);
  const messages = sizes(
    length,
    lines.reduce((sum, { places }) => sum + places.length, 0),
  );
  const sessions = sizes(
    length,
    lines.reduce((sum, line) => sum + line.sessions.size, 0),
  );
  for (const { term, weight, others } of sought) {
    const words = [{ term, weight }];
    if (weights.synonym > 0) for (const other of others) words.push({ term: other, weight: weight * weights.synonym });
    const counted = words
      .map((word) => countWord(lines, word.term, word.weight))
      .filter(({ frequency }) => frequency > 0);
    lines.forEach((line, at) => {
      const into = scores[at];
      if (into === undefined) return;
      const best = new Map<number, number>();
      const bestOfSession = new Map<number, number>();
      for (const word of counted) {
        const own = word.lines[at];
        if (own === undefined) continue;
        const rare = word.weight * rarity('', { ...messages, frequency: () => word.frequency });
        for (const [place, count] of own.messages) {
          const size = line.dialogue.messages[place]?.terms.length ?? 0;
          raise(best, place, rare * saturated(count, size / messages.meanLength, weights));
        }
        const rareSession = word.weight * rarity('', { ...sessions, frequency: () => word.sessions });
        for (const [session, count] of own.sessions) {
          const size = line.sessions.get(session) ?? 0;
          raise(bestOfSession, session, rareSession * saturated(count, size / sessions.meanLength, weights));
        }
      }
      for (const [place, score] of best) into.messages[place] = (into.messages[place] ?? 0) + score;
      for (const [session, score] of bestOfSession) {
        into.sessions.set(session, (into.sessions.get(session) ?? 0) + score);
      }
    });
  }
  return scores;
}

interface CountedWord {
  readonly weight: number;
  readonly lines: readonly { readonly messages: Map<number, number>; readonly sessions: Map<number, number> }[];
  /** Messages and sessions that have it. */
  readonly frequency: number;
  readonly sessions: number;
}

function countWord(lines: readonly Line[], term: string, weight: number): CountedWord {
  let [frequency, inSessions] = [0, 0];
  const counts = lines.map(({ dialogue, shown }) => {
    const postings = dialogue.postings(term);
    const messages = new Map<number, number>();
    const sessions = new Map<number, number>();
    for (let next = 0; next < postings.length; next += 2) {
      const [place = 0, count = 0] = [postings[next], postings[next + 1]];
      const message = dialogue.messages[place];
      if (shown[place] !== 1 || message === undefined) continue;
      messages.set(place, count);
      sessions.set(message.session, (sessions.get(message.session) ?? 0) + count);
    }
    frequency += messages.size;
    inSessions += sessions.size;
    return { messages, sessions };
  });
  return { weight, lines: counts, frequency, sessions: inSessions };
}

/** BM25 without the rarity; `length` beside the mean. */
function saturated(count: number, length: number, { k1, b }: DialogueWeights): number {
  return (count * (k1 + 1)) / (count + k1 * (1 - b + b * length));
}

function raise(best: Map<number, number>, key: number, score: number): void {
  if (score > (best.get(key) ?? 0)) best.set(key, score);
}

function sizes(length: number, count: number): { readonly count: number; readonly meanLength: number } {
  return { count, meanLength: Math.max(1, length / Math.max(1, count)) };
}
