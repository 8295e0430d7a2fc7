import { BestFirst } from '../rank/best-first.ts';
import { bestWords } from './best-words.ts';
import { Candidates } from './candidates.ts';
import type { DialogueWeights } from './data/weights.ts';
import type { Line, RankedMessage, RankedPlace } from './line.ts';
import { contentOf, factorOf, mostOf, type Names, namesOf } from './message-factors.ts';
import type { DialogueQuestion, Sought } from './read-dialogue-question.ts';
import { addWords, WordScores } from './score-words.ts';

/** Scores of facts by the messages of one line that they were drawn from. */
export type FactScores = ReadonlyMap<string, number>;

/** How many are ranked; nobody looks further. */
const MOST = 400;

const NO_FACTS: FactScores = new Map();

/** The messages of all lines that answer best, best first; those without a score are left out. `facts` are by line. */
export function rankDialogues(
  lines: readonly Line[],
  question: DialogueQuestion,
  facts: ReadonlyMap<Line, FactScores>,
  weights: DialogueWeights,
): readonly RankedMessage[] {
  const named = lines.map(({ dialogue }) => namesOf(dialogue, question));
  const lifted = lines.map((line) => byPlace(line, facts.get(line) ?? NO_FACTS, weights));
  const scores = lines.map((line) => new WordScores(line));
  const candidates = new Candidates(lines);
  const rank = (more: readonly Sought[], most: number): readonly RankedPlace[] => {
    addWords(scores, lines, more, weights);
    candidates.add(more, lifted);
    const best = new BestFirst<RankedPlace>(most);
    lines.forEach((line, at) => {
      const [words, names, own] = [scores[at], named[at], lifted[at]];
      if (words !== undefined && names !== undefined && own !== undefined) {
        const looked = candidates.of(at);
        offerLine(best, line, { words, names, facts: own, looked, question, weights });
      }
    });
    return best.list();
  };
  const first = rank(question.sought, weights.feedbackMessages);
  return rank(bestWords(lines, first, question.sought, weights), MOST);
}

function byPlace({ dialogue }: Line, facts: FactScores, weights: DialogueWeights): ReadonlyMap<number, number> {
  return new Map([...facts].map(([id, score]) => [dialogue.placeOf(id) ?? -1, weights.facts * score]));
}

interface Scoring {
  readonly words: WordScores;
  readonly names: Names;
  /** By place. */
  readonly facts: ReadonlyMap<number, number>;
  /** 1 at what is looked at, in the order of the branch; null: everything is. */
  readonly looked: Uint8Array | null;
  readonly question: DialogueQuestion;
  readonly weights: DialogueWeights;
}

/** Offers the messages of a line; what cannot be among the best is left before the dearer part of its score. */
function offerLine(into: BestFirst<RankedPlace>, line: Line, scoring: Scoring): void {
  const { words, names, facts, looked, question, weights } = scoring;
  const { dialogue, places } = line;
  const most = mostOf(question, weights);
  let { least } = into;
  // The latest first: of equal ones they are the better, and the others need no look.
  for (let at = places.length - 1; at >= 0; at -= 1) {
    if (looked !== null && looked[at] !== 1) continue;
    const place = places[at] ?? 0;
    const fact = facts.size === 0 ? 0 : (facts.get(place) ?? 0);
    const content = 1 + weights.content * contentOf(line.relativeLength(place));
    const base = (fact + wordsAround(line, at, words, weights)) * content;
    if (base * most < least) continue;
    const message = dialogue.messages[place];
    if (message === undefined || !into.takes(base * most, message.at)) continue;
    const factor = factorOf(message, { place, speaker: dialogue.speakerOf[place] ?? 0 }, names, question, weights);
    const score = base * factor;
    if (!into.takes(score, message.at)) continue;
    into.offer({ id: message.id, score, line, place, at: message.at });
    ({ least } = into);
  }
}

/** What the words of the question score in the message, in those around it in its session, and in the session. */
function wordsAround(line: Line, at: number, words: WordScores, weights: DialogueWeights): number {
  const { places, answers, dialogue } = line;
  const { sessions } = dialogue;
  const place = places[at] ?? 0;
  const session = sessions[place] ?? 0;
  const last = places.length - 1;
  let sum = (words.messages[place] ?? 0) + weights.session * (words.sessions[session] ?? 0);
  for (let distance = 1; distance <= 2; distance += 1) {
    const share = distance === 1 ? weights.neighbour : weights.secondNeighbour;
    if (at >= distance) {
      const before = places[at - distance] ?? 0;
      const leans = distance === 1 && answers[at] === 1;
      if (sessions[before] === session) sum += (leans ? weights.answered : share) * (words.messages[before] ?? 0);
    }
    if (at + distance <= last) {
      const after = places[at + distance] ?? 0;
      if (sessions[after] === session) sum += share * (words.messages[after] ?? 0);
    }
  }
  return sum;
}
