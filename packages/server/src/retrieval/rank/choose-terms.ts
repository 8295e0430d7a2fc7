import type { Corpus, WeightedTerms } from './bm25.ts';

/**
 * Terms of the question to find candidates by, the rarest first, as many as have `budget` occurrences together, and
 * three at least. Common terms cost most and choose least: they still count where candidates are ranked.
 */
export function chooseTerms(question: WeightedTerms, corpus: Corpus, budget: number): readonly string[] {
  const known = [...question]
    .map(([term, weight]) => ({ term, count: corpus.frequency(term), weight }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.count / a.weight - b.count / b.weight || (a.term < b.term ? -1 : 1));
  let spent = 0;
  return known
    .filter(({ count }, at) => {
      spent += count;
      return at < 3 || spent <= budget;
    })
    .map(({ term }) => term);
}
