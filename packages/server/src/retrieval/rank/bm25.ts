/** Terms of a question with what each counts; 1 is a word that was asked for. */
export type WeightedTerms = ReadonlyMap<string, number>;

/** What the texts that a question may see have in common. */
export interface Corpus {
  /** How many texts there are. */
  readonly count: number;
  /** Their mean length in terms. */
  readonly meanLength: number;
  /** How many of them hold a term. */
  readonly frequency: (term: string) => number;
}

/** One text: how often it holds each term that is asked for, each field counted by its weight. */
export interface Counted {
  readonly counts: ReadonlyMap<string, number>;
  /** In terms. */
  readonly length: number;
}

export interface Bm25Options {
  /** How soon a repeated term stops to count more; default 1.2. */
  readonly k1?: number;
  /** How much long texts are held back, 0 to 1; default 0.75. */
  readonly b?: number;
}

/** How much a term tells a text from others; never below 0. Source: Robertson and Zaragoza, 2009. */
export function rarity(term: string, corpus: Corpus): number {
  const frequency = Math.min(corpus.frequency(term), corpus.count);
  return Math.log(1 + (corpus.count - frequency + 0.5) / (frequency + 0.5));
}

/** Okapi BM25 of one text. */
export function bm25(text: Counted, question: WeightedTerms, corpus: Corpus, options: Bm25Options = {}): number {
  const { k1 = 1.2, b = 0.75 } = options;
  const held = k1 * (1 - b + (b * text.length) / Math.max(corpus.meanLength, 1));
  let score = 0;
  for (const [term, weight] of question) {
    const count = text.counts.get(term);
    if (count === undefined || count === 0) continue;
    score += (weight * rarity(term, corpus) * count * (k1 + 1)) / (count + held);
  }
  return score;
}

/** A field of a text: its terms, and what each of them counts. */
export interface Field {
  readonly terms: readonly string[];
  readonly weight: number;
}

/** Counts the question's terms in the fields of one text. */
export function countTerms(fields: readonly Field[], question: WeightedTerms): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { terms, weight } of fields) {
    if (weight === 0) continue;
    for (const term of terms) if (question.has(term)) counts.set(term, (counts.get(term) ?? 0) + weight);
  }
  return counts;
}
