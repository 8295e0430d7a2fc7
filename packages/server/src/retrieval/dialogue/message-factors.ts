import { dayOf, type Days, overlap } from './calendar.ts';
import type { DialogueWeights } from './data/weights.ts';
import type { Dialogue } from './dialogue.ts';
import { ASKS } from './read-message.ts';
import type { DialogueQuestion } from './read-dialogue-question.ts';

export interface Names {
  /** 1 for those whom the question names, or whom it means by "I" and "you", by their numbers. */
  readonly speakers: Uint8Array;
  /** 1 where a message says another name of the question, by its place. */
  readonly places: Uint8Array;
  /** The terms of all speakers' names. */
  readonly ofSpeakers: ReadonlySet<string>;
}

/** Who and what of a dialogue the question names. */
export function namesOf(dialogue: Dialogue, { sought, names, aboutUser, aboutAssistant }: DialogueQuestion): Names {
  const asked = new Set(sought.map(({ term }) => term));
  const isNamed = (speaker: string): boolean => {
    const terms = dialogue.termsOfSpeaker(speaker);
    if (terms.length === 0) return (speaker === 'user' && aboutUser) || (speaker === 'assistant' && aboutAssistant);
    return terms.some((term) => asked.has(term));
  };
  const speakers = Uint8Array.from(dialogue.speakers, (speaker) => (isNamed(speaker) ? 1 : 0));
  const ofSpeakers = new Set(dialogue.speakers.flatMap((speaker) => dialogue.termsOfSpeaker(speaker)));
  const others = [...new Set([...names, ...[...asked].filter((term) => dialogue.isName(term))])].filter(
    (term) => !ofSpeakers.has(term),
  );
  const places = new Uint8Array(dialogue.messages.length);
  for (const term of others) {
    const postings = dialogue.postings(term);
    for (let at = 0; at < postings.length; at += 2) places[postings[at] ?? 0] = 1;
  }
  return { speakers, places, ofSpeakers };
}

/** What the score of a message is multiplied by for who said it, what it names, and what it asks. */
export function speakingFactor(
  { speakerOf, asks }: Dialogue,
  place: number,
  { speakers, places }: Names,
  weights: DialogueWeights,
): number {
  let factor = 1;
  if (speakers[speakerOf[place] ?? 0] === 1) factor += weights.speaker;
  if (places[place] === 1) factor += weights.entity;
  return asks[place] === ASKS.only ? factor * weights.asking : factor;
}

/** The same for when it was said or what days it speaks of, and for what kind of answer it may be. */
export function answeringFactor(
  dialogue: Dialogue,
  place: number,
  names: Names,
  question: DialogueQuestion,
  weights: DialogueWeights,
): number {
  const { asksWhen, asksNumber, asksName, dates } = question;
  const message = dialogue.messages[place];
  if (message === undefined) return 1;
  let factor = 1;
  if (dates.length > 0) {
    factor *= 1 + weights.date * dateMatch(dates, dayOf(dialogue.times[place] ?? 0), message.dates);
  }
  if (asksWhen && message.dates.length > 0) factor *= 1 + weights.when;
  const isExpected =
    (asksNumber && message.saysNumber) || (asksName && message.names.some((name) => !names.ofSpeakers.has(name)));
  return isExpected ? factor * (1 + weights.expected) : factor;
}

/** The most that `answeringFactor` is for any message; 1 where it is 1 for all. */
export function mostAnswering(
  { asksWhen, asksNumber, asksName, dates }: DialogueQuestion,
  weights: DialogueWeights,
): number {
  let most = dates.length > 0 ? 1 + weights.date : 1;
  if (asksWhen) most *= 1 + weights.when;
  return asksNumber || asksName ? most * (1 + weights.expected) : most;
}

/** From -1, nothing, over 0, as long as the mean, to 1: small talk is short, and what is asked for later seldom. */
export function contentOf(length: number): number {
  return (2 * length) / (length + 1) - 1;
}

/** Days up to which a span says something of itself; of a year it says little. */
const NARROW_DAYS = 45;
/** People tell of what happened within these days. */
const TOLD_WITHIN_DAYS = 4;

/** How much the message is of the days that are asked about, 0 to 1. */
function dateMatch(dates: readonly Days[], day: number, spoken: readonly Days[]): number {
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
