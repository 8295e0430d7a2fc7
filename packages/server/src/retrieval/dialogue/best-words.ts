import { withFeedback } from '../rank/feedback.ts';
import type { DialogueWeights } from './data/weights.ts';
import type { Dialogue } from './dialogue.ts';
import type { Sought } from './read-dialogue-question.ts';

/** What a larger share of messages says is the subject of none. */
const COMMON = 0.25;

/** The words that tell messages from each other; all of them, where none does. */
export function tellingWords(dialogue: Dialogue, sought: readonly Sought[]): readonly Sought[] {
  const telling = sought.filter(({ term }) => isTelling(dialogue, term));
  return telling.some(({ term }) => dialogue.frequency(term) > 0) ? telling : sought;
}

/** What the messages at the best places say beside the question: it brings in those that go on about the same in other words. */
export function bestWords(
  dialogue: Dialogue,
  best: readonly number[],
  sought: readonly Sought[],
  { feedbackTerms, feedbackWeight }: DialogueWeights,
): readonly Sought[] {
  if (best.length === 0 || feedbackTerms === 0 || feedbackWeight === 0) return [];
  const asked = new Map(sought.map(({ term, weight }) => [term, weight]));
  const texts = best.map((place) => dialogue.termsAt(place));
  const frequency = (term: string): number => dialogue.frequency(term);
  const corpus = { count: dialogue.messages.length, meanLength: 1, frequency };
  const wider = withFeedback(asked, texts, corpus, { terms: feedbackTerms, weight: feedbackWeight });
  return [...wider]
    .filter(([term]) => !asked.has(term) && isTelling(dialogue, term))
    .map(([term, weight]) => ({ term, weight, others: [] }));
}

function isTelling(dialogue: Dialogue, term: string): boolean {
  return dialogue.frequency(term) <= COMMON * dialogue.messages.length;
}
