import { rarity } from '../rank/bm25.ts';
import { countWord, type CountedWord, type FoundWord } from './count-word.ts';
import type { DialogueWeights } from './data/weights.ts';
import type { Line } from './line.ts';
import type { Sought } from './read-dialogue-question.ts';

/** What the words of a question score in one line. */
export class WordScores {
  /** By the place of the message. */
  readonly messages: Float64Array;
  /** By the number of the session. */
  readonly sessions: Float64Array;
  /** The same of the words that may stand for one another, of which the best counts; zeros in between. */
  readonly best: { readonly messages: Float64Array; readonly sessions: Float64Array };

  constructor({ dialogue, sessionLengths }: Line) {
    const [messages, sessions] = [dialogue.messages.length, sessionLengths.length];
    this.messages = new Float64Array(messages);
    this.sessions = new Float64Array(sessions);
    this.best = { messages: new Float64Array(messages), sessions: new Float64Array(sessions) };
  }
}

/**
 * Adds the BM25 of the messages and of the sessions of some lines, which are counted together. Of the words that may stand
 * for one another the best counts, so that many of them do not outweigh one that was asked for.
 */
export function addWords(
  scores: readonly WordScores[],
  lines: readonly Line[],
  sought: readonly Sought[],
  weights: DialogueWeights,
): void {
  const counting = { sizes: sizesOf(lines), weights };
  for (const { term, weight, others } of sought) {
    const words = [{ term, weight }];
    if (weights.synonym > 0) words.push(...others.map((other) => ({ term: other, weight: weight * weights.synonym })));
    const counted = words.map((word) => ({ ...countWord(lines, word.term), weight: word.weight }));
    lines.forEach((line, at) => {
      const into = scores[at];
      if (into !== undefined) addGroup(into, line, at, counted, counting);
    });
  }
}

interface Sizes {
  readonly count: number;
  /** In terms. */
  readonly meanLength: number;
}

interface Counting {
  readonly sizes: { readonly messages: Sizes; readonly sessions: Sizes };
  readonly weights: DialogueWeights;
}

type WeightedWord = CountedWord & { readonly weight: number };

function addGroup(
  into: WordScores,
  line: Line,
  at: number,
  words: readonly WeightedWord[],
  { sizes, weights }: Counting,
): void {
  for (const { weight, found, messages, sessions } of words) {
    const own = found.get(at);
    if (own === undefined) continue;
    const ofMessages = weight * rarity('', { ...sizes.messages, frequency: () => messages });
    raiseMessages(into, line, own, { rare: ofMessages, meanLength: sizes.messages.meanLength, weights });
    const ofSessions = weight * rarity('', { ...sizes.sessions, frequency: () => sessions });
    raiseSessions(into, line, own, { rare: ofSessions, meanLength: sizes.sessions.meanLength, weights });
  }
  for (const { found } of words) {
    const own = found.get(at);
    if (own !== undefined) takeBest(into, own);
  }
}

interface Scoring {
  readonly rare: number;
  readonly meanLength: number;
  readonly weights: DialogueWeights;
}

function raiseMessages(
  { best: { messages } }: WordScores,
  { dialogue: { lengths }, shown }: Line,
  { postings }: FoundWord,
  { rare, meanLength, weights }: Scoring,
): void {
  for (let next = 0; next < postings.length; next += 2) {
    const place = postings[next] ?? 0;
    if ((shown[place] ?? 0) === 0) continue;
    const score = rare * saturated(postings[next + 1] ?? 0, (lengths[place] ?? 0) / meanLength, weights);
    if (score > (messages[place] ?? 0)) messages[place] = score;
  }
}

function raiseSessions(
  { best }: WordScores,
  { sessionLengths }: Line,
  { sessions }: FoundWord,
  { rare, meanLength, weights }: Scoring,
): void {
  for (const [session, count] of sessions) {
    const score = rare * saturated(count, (sessionLengths[session] ?? 0) / meanLength, weights);
    if (score > (best.sessions[session] ?? 0)) best.sessions[session] = score;
  }
}

/** Moves the best scores where this word is to the sums. */
function takeBest({ messages, sessions, best }: WordScores, { postings, sessions: counts }: FoundWord): void {
  for (let next = 0; next < postings.length; next += 2) {
    const place = postings[next] ?? 0;
    messages[place] = (messages[place] ?? 0) + (best.messages[place] ?? 0);
    best.messages[place] = 0;
  }
  for (const session of counts.keys()) {
    sessions[session] = (sessions[session] ?? 0) + (best.sessions[session] ?? 0);
    best.sessions[session] = 0;
  }
}

/** BM25 without the rarity; `length` beside the mean. */
function saturated(count: number, length: number, { k1, b }: DialogueWeights): number {
  return (count * (k1 + 1)) / (count + k1 * (1 - b + b * length));
}

function sizesOf(lines: readonly Line[]): Counting['sizes'] {
  const sumOf = (what: (line: Line) => number): number => lines.reduce((sum, line) => sum + what(line), 0);
  const length = sumOf((line) => line.length);
  const sizes = (count: number): Sizes => ({ count, meanLength: Math.max(1, length / Math.max(1, count)) });
  return { messages: sizes(sumOf(({ places }) => places.length)), sessions: sizes(sumOf((line) => line.sessions)) };
}
