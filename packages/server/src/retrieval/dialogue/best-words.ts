import { withFeedback } from '../rank/feedback.ts';
import type { DialogueWeights } from './data/weights.ts';
import type { Line, RankedPlace } from './line.ts';
import type { Sought } from './read-dialogue-question.ts';

/** What more messages say is the subject of none. */
const COMMON = 0.25;

/** What the best messages say beside the question: it brings in those that go on about the same in other words. */
export function bestWords(
  lines: readonly Line[],
  best: readonly RankedPlace[],
  sought: readonly Sought[],
  { feedbackTerms, feedbackWeight }: DialogueWeights,
): readonly Sought[] {
  if (best.length === 0 || feedbackTerms === 0 || feedbackWeight === 0) return [];
  const asked = new Map(sought.map(({ term, weight }) => [term, weight]));
  const texts = best.map(({ line, place }) => line.dialogue.termsAt(place));
  const frequencies = new Map<string, number>();
  const frequency = (term: string): number => {
    let messages = frequencies.get(term);
    if (messages === undefined) {
      messages = lines.reduce((sum, { dialogue }) => sum + dialogue.frequency(term), 0);
      frequencies.set(term, messages);
    }
    return messages;
  };
  const count = lines.reduce((sum, { dialogue }) => sum + dialogue.messages.length, 0);
  const corpus = { count, meanLength: 1, frequency };
  const wider = withFeedback(asked, texts, corpus, { terms: feedbackTerms, weight: feedbackWeight });
  return [...wider]
    .filter(([term]) => !asked.has(term) && frequency(term) <= COMMON * count)
    .map(([term, weight]) => ({ term, weight, others: [] }));
}
