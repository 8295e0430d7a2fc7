import { BestFirst } from '../rank/best-first.ts';
import { bestWords, tellingWords } from './best-words.ts';
import { Candidates } from './candidates.ts';
import type { DialogueWeights } from './data/weights.ts';
import type { Line, RankedMessage } from './line.ts';
import { answeringFactor, contentOf, mostAnswering, type Names, namesOf, speakingFactor } from './message-factors.ts';
import type { DialogueQuestion, Sought } from './read-dialogue-question.ts';
import { WordScores } from './score-words.ts';

/** Scores of facts by the messages that they were drawn from. */
export type FactScores = ReadonlyMap<string, number>;

/** How many are ranked; nobody looks further. */
const MOST = 300;

interface RankedPlace extends RankedMessage {
  readonly place: number;
  /** When it was said, milliseconds since the epoch. */
  readonly at: number;
}

/** The messages of a line that answer best, best first; those without a score are left out. */
export function rankDialogue(
  line: Line,
  question: DialogueQuestion,
  facts: FactScores,
  weights: DialogueWeights,
): readonly RankedMessage[] {
  const { dialogue } = line;
  const lifted = byPlace(line, facts, weights);
  const words = new WordScores(line, weights);
  const candidates = new Candidates(line, lifted.keys());
  const names = namesOf(dialogue, question);
  const rank = (more: readonly Sought[], most: number): readonly RankedPlace[] => {
    words.add(more);
    candidates.add(more);
    const best = new BestFirst<RankedPlace>(most);
    offer(best, line, { words, names, candidates, facts: lifted, question, weights });
    return best.list();
  };
  // Where all is looked at, common words may decide between equals.
  const sought = candidates.places === null ? question.sought : tellingWords(dialogue, question.sought);
  const first = rank(sought, weights.feedbackMessages).map(({ place }) => place);
  return rank(bestWords(dialogue, first, question.sought, weights), MOST);
}

function byPlace({ dialogue }: Line, facts: FactScores, weights: DialogueWeights): ReadonlyMap<number, number> {
  return new Map(
    [...facts].flatMap(([id, score]) => {
      const place = dialogue.placeOf(id);
      return place === null ? [] : [[place, weights.facts * score] as const];
    }),
  );
}

interface Scoring {
  readonly words: WordScores;
  readonly names: Names;
  readonly candidates: Candidates;
  /** By place. */
  readonly facts: ReadonlyMap<number, number>;
  readonly question: DialogueQuestion;
  readonly weights: DialogueWeights;
}

/** Offers the messages; what cannot be among the best is left before the dearer part of its score. */
function offer(into: BestFirst<RankedPlace>, line: Line, scoring: Scoring): void {
  const { words, names, candidates, facts, question, weights } = scoring;
  const { dialogue, shown } = line;
  const looked = candidates.places;
  const most = mostAnswering(question, weights);
  // The latest first: of equal ones they are the better, and the others need no look.
  for (let place = shown.length - 1; place >= 0; place -= 1) {
    if ((looked === null ? shown[place] : looked[place]) !== 1) continue;
    const fact = facts.size === 0 ? 0 : (facts.get(place) ?? 0);
    const content = 1 + weights.content * contentOf(line.relativeLength(place));
    const said = (fact + wordsAround(line, place, words, weights)) * content;
    const base = said * speakingFactor(dialogue, place, names, weights);
    const at = dialogue.times[place] ?? 0;
    if (!into.takes(base * most, at)) continue;
    const score = most === 1 ? base : base * answeringFactor(dialogue, place, names, question, weights);
    if (into.takes(score, at)) into.offer({ id: dialogue.messages[place]?.id ?? '', score, place, at });
  }
}

/** What the words of the question score in the message, in those around it in its session, and in the session. */
function wordsAround(line: Line, place: number, words: WordScores, weights: DialogueWeights): number {
  const { before, after, answers, dialogue } = line;
  const session = dialogue.sessions[place] ?? 0;
  let sum = (words.messages[place] ?? 0) + weights.session * (words.sessions[session] ?? 0);
  // Whoever reads at -1 asks for a property of that name, which takes long.
  const beside = (near: number): number =>
    near >= 0 && dialogue.sessions[near] === session ? (words.messages[near] ?? 0) : 0;
  const [last, next] = [before[place] ?? -1, after[place] ?? -1];
  if (last >= 0) {
    const share = answers[place] === 1 ? weights.answered : weights.neighbour;
    sum += share * beside(last) + weights.secondNeighbour * beside(before[last] ?? -1);
  }
  if (next >= 0) sum += weights.neighbour * beside(next) + weights.secondNeighbour * beside(after[next] ?? -1);
  return sum;
}
