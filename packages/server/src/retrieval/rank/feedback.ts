import type { Corpus, WeightedTerms } from './bm25.ts';
import { rarity } from './bm25.ts';

export interface FeedbackOptions {
  /** How many of the texts' terms join the question; default 8. */
  readonly terms?: number;
  /** What the strongest of them counts beside a word that was asked for; default 0.2. */
  readonly weight?: number;
}

/**
 * The question, and the terms that tell the texts which answer it best from all others: they bring in texts which say
 * the same in other words. For prose only: in tables they are names and years, which lead away.
 */
export function withFeedback(
  question: WeightedTerms,
  best: readonly (readonly string[])[],
  corpus: Corpus,
  options: FeedbackOptions = {},
): WeightedTerms {
  const { terms = 8, weight = 0.2 } = options;
  const strength = new Map<string, number>();
  for (const text of best) {
    const share = 1 / Math.max(text.length, 1);
    for (const term of text) if (!question.has(term)) strength.set(term, (strength.get(term) ?? 0) + share);
  }
  const chosen = [...strength]
    // What one text alone holds is its own, not its subject's.
    .filter(([term]) => !/^\d/.test(term) && corpus.frequency(term) > 1)
    .map(([term, share]) => ({ term, value: share * rarity(term, corpus) }))
    .sort((a, b) => b.value - a.value || (a.term < b.term ? -1 : 1))
    .slice(0, terms);
  const top = chosen[0]?.value ?? 1;
  return new Map([...question, ...chosen.map(({ term, value }) => [term, (weight * value) / top] as const)]);
}
