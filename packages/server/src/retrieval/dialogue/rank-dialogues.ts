import { overlap } from './calendar.ts';
import { dayOf } from './calendar.ts';
import type { DialogueWeights } from './data/weights.ts';
import type { Dialogue } from './dialogue.ts';
import type { Line, RankedMessage, RankedPlace } from './line.ts';
import { ASKS } from './read-message.ts';
import type { DialogueQuestion, Sought } from './read-dialogue-question.ts';
import { bestWords } from './best-words.ts';
import { scoreWords, type WordScores } from './score-words.ts';

/** Scores of facts by the messages that they were drawn from. */
export type FactScores = ReadonlyMap<string, number>;

/** The messages of all lines by how well they answer, best first; those without a score are left out. */
export function rankDialogues(
  lines: readonly Line[],
  question: DialogueQuestion,
  facts: FactScores,
  weights: DialogueWeights,
): readonly RankedMessage[] {
  const named = lines.map(({ dialogue }) => namesOf(dialogue, question));
  const score = (sought: readonly Sought[]): readonly RankedPlace[] => {
    const words = scoreWords(lines, sought, weights);
    return lines
      .flatMap((line, at) => scoreLine(line, words[at], named[at], question, facts, weights))
      .sort((a, b) => b.score - a.score || b.at - a.at);
  };
  const first = score(question.sought);
  const more = bestWords(lines, first.slice(0, weights.feedbackMessages), question.sought, weights);
  return more.length === 0 ? first : score([...question.sought, ...more]);
}

interface Names {
  /** Those whom the question names, or whom it means by "I" and "you". */
  readonly speakers: ReadonlySet<string>;
  /** Messages that say another name of the question. */
  readonly places: ReadonlySet<number>;
  /** The terms of all speakers' names. */
  readonly ofSpeakers: ReadonlySet<string>;
}

function namesOf(dialogue: Dialogue, { sought, names, aboutUser, aboutAssistant }: DialogueQuestion): Names {
  const asked = new Set(sought.map(({ term }) => term));
  const isNamed = (speaker: string): boolean => {
    const terms = dialogue.termsOfSpeaker(speaker);
    if (terms.length === 0) return (speaker === 'user' && aboutUser) || (speaker === 'assistant' && aboutAssistant);
    return terms.some((term) => asked.has(term));
  };
  const all = dialogue.speakers();
  const speakers = new Set(all.filter(isNamed));
  const ofSpeakers = new Set(all.flatMap((speaker) => dialogue.termsOfSpeaker(speaker)));
  const others = [...new Set([...names, ...[...asked].filter((term) => dialogue.isName(term))])].filter(
    (term) => !ofSpeakers.has(term),
  );
  const places = new Set<number>();
  for (const term of others) {
    const postings = dialogue.postings(term);
    for (let at = 0; at < postings.length; at += 2) places.add(postings[at] ?? 0);
  }
  return { speakers, places, ofSpeakers };
}

function scoreLine(
  line: Line,
  words: WordScores | undefined,
  names: Names | undefined,
  question: DialogueQuestion,
  facts: FactScores,
  weights: DialogueWeights,
): readonly RankedPlace[] {
  if (words === undefined || names === undefined) return [];
  const { dialogue, places } = line;
  const { messages } = dialogue;
  const own = (at: number): number => words.messages[places[at] ?? -1] ?? 0;
  const ranked: RankedPlace[] = [];
  places.forEach((place, at) => {
    const message = messages[place];
    if (message === undefined) return;
    const beside = (distance: number): number => {
      const other = messages[places[at + distance] ?? -1];
      return other?.session === message.session ? own(at + distance) : 0;
    };
    const before = messages[places[at - 1] ?? -1];
    const answers = before !== undefined && before.question > ASKS.nothing && before.speaker !== message.speaker;
    const base =
      own(at) +
      (answers ? weights.answered : weights.neighbour) * beside(-1) +
      weights.neighbour * beside(1) +
      weights.secondNeighbour * (beside(-2) + beside(2)) +
      weights.session * (words.sessions.get(message.session) ?? 0) +
      weights.facts * (facts.get(message.id) ?? 0);
    if (base <= 0) return;
    const said = dateFactor(question, dayOf(message.at), message.dates);
    const factor =
      (1 +
        weights.speaker * Number(names.speakers.has(message.speaker)) +
        weights.entity * Number(names.places.has(place))) *
      (1 + weights.date * said) *
      (question.asksWhen && message.dates.length > 0 ? 1 + weights.when : 1) *
      (message.question === ASKS.only ? weights.asking : 1);
    const expected =
      (question.asksNumber && message.saysNumber) ||
      (question.asksName && message.names.some((name) => !names.ofSpeakers.has(name)));
    ranked.push({
      id: message.id,
      score: base * factor * (expected ? 1 + weights.expected : 1),
      line,
      place,
      at: message.at,
    });
  });
  return ranked;
}

/** Days up to which a span says something of itself; of a year it says little. */
const NARROW_DAYS = 45;
/** People tell of what happened within these days. */
const TOLD_WITHIN_DAYS = 4;

/** How much the message is of the days that are asked about, 0 to 1. */
function dateFactor(
  { dates }: DialogueQuestion,
  day: number,
  spoken: readonly { first: number; last: number }[],
): number {
  let best = 0;
  for (const span of dates) {
    const length = span.last - span.first + 1;
    const narrow = length <= NARROW_DAYS ? 1 : NARROW_DAYS / length;
    const mentions = spoken.some((each) => overlap(each, span));
    const within = span.first <= day && day <= span.last;
    const soonAfter = day > span.last && day <= span.last + TOLD_WITHIN_DAYS;
    best = Math.max(best, narrow * (mentions || within ? 1 : soonAfter ? 0.5 : 0));
  }
  return best;
}
