import { bestWords } from './best-words.ts';
import type { DialogueWeights } from './data/weights.ts';
import type { Line, RankedMessage, RankedPlace } from './line.ts';
import { contentOf, factorOf, type Names, namesOf } from './message-factors.ts';
import { ASKS } from './read-message.ts';
import type { DialogueQuestion, Sought } from './read-dialogue-question.ts';
import { scoreWords, type WordScores } from './score-words.ts';

/** Scores of facts by the messages that they were drawn from. */
export type FactScores = ReadonlyMap<string, number>;

/** How many are ranked; nobody looks further. */
const MOST = 400;

/** The messages of all lines that answer best, best first; those without a score are left out. */
export function rankDialogues(
  lines: readonly Line[],
  question: DialogueQuestion,
  facts: FactScores,
  weights: DialogueWeights,
): readonly RankedMessage[] {
  const named = lines.map(({ dialogue }) => namesOf(dialogue, question));
  const rank = (sought: readonly Sought[], most: number): readonly RankedPlace[] => {
    const words = scoreWords(lines, sought, weights);
    const scores = lines.map((line, at) => scoreLine(line, words[at], named[at], question, facts, weights));
    return best(lines, scores, most);
  };
  const first = rank(question.sought, weights.feedbackMessages);
  const more = bestWords(lines, first, question.sought, weights);
  return rank([...question.sought, ...more], MOST);
}

/** By the places of `line.places`. */
function scoreLine(
  { dialogue, places, speakers }: Line,
  words: WordScores | undefined,
  names: Names | undefined,
  question: DialogueQuestion,
  facts: FactScores,
  weights: DialogueWeights,
): Float64Array {
  const scores = new Float64Array(places.length);
  if (words === undefined || names === undefined) return scores;
  const { messages } = dialogue;
  /** What stands there, where that is of the same session. */
  const beside = (at: number, session: number): number => {
    const place = places[at] ?? -1;
    return messages[place]?.session === session ? (words.messages[place] ?? 0) : 0;
  };
  for (const [at, place] of places.entries()) {
    const message = messages[place];
    if (message === undefined) continue;
    const { session } = message;
    const before = messages[places[at - 1] ?? -1];
    const answers = before !== undefined && before.question > ASKS.nothing && before.speaker !== message.speaker;
    const base =
      (words.messages[place] ?? 0) +
      (answers ? weights.answered : weights.neighbour) * beside(at - 1, session) +
      weights.neighbour * beside(at + 1, session) +
      weights.secondNeighbour * (beside(at - 2, session) + beside(at + 2, session)) +
      weights.session * (words.sessions.get(session) ?? 0) +
      weights.facts * (facts.size === 0 ? 0 : (facts.get(message.id) ?? 0));
    if (base <= 0) continue;
    const content =
      1 + weights.content * contentOf(message.terms.length / Math.max(1, speakers.get(message.speaker) ?? 1));
    scores[at] = base * content * factorOf(message, place, names, question, weights);
  }
  return scores;
}

/** Those with the highest scores, of equal ones the latest. */
function best(lines: readonly Line[], scores: readonly Float64Array[], most: number): readonly RankedPlace[] {
  const least = leastOfBest(scores, most);
  return lines
    .flatMap((line, number) => {
      const own = scores[number] ?? new Float64Array();
      return line.places.flatMap((place, at): readonly RankedPlace[] => {
        const score = own[at] ?? 0;
        const message = line.dialogue.messages[place];
        if (score <= 0 || score < least || message === undefined) return [];
        return [{ id: message.id, score, line, place, at: message.at }];
      });
    })
    .sort((a, b) => b.score - a.score || b.at - a.at || (a.id < b.id ? 1 : -1))
    .slice(0, most);
}

/** The score that `most` of them reach; numbers are sorted so much faster than what stands behind them. */
function leastOfBest(scores: readonly Float64Array[], most: number): number {
  const all = new Float64Array(scores.reduce((sum, own) => sum + own.length, 0));
  let at = 0;
  for (const own of scores) {
    all.set(own, at);
    at += own.length;
  }
  all.sort();
  return all[Math.max(0, all.length - most)] ?? 0;
}
