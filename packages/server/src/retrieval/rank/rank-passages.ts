import type { DocumentKind } from '../text/document-kind.ts';
import type { Question } from '../text/question.ts';
import { isNumber } from '../text/terms.ts';
import { bm25, type Corpus, countTerms, type WeightedTerms } from './bm25.ts';
import { withFeedback } from './feedback.ts';
import { routeByName } from './route-by-name.ts';

/** A part of a page that may answer, with the terms of everything that is known about it. */
export interface Passage {
  readonly id: number;
  readonly document: number;
  readonly kind: DocumentKind;
  /** `nameTerms` of its document. */
  readonly name: readonly string[];
  /** `fileTerms` of its document: what questions are routed by. */
  readonly file: readonly string[];
  readonly heading: readonly string[];
  readonly body: readonly string[];
}

export interface RankWeights {
  readonly k1: number;
  readonly b: number;
  /** What a term counts in the document's name and in the page's heading; 1 in the text itself. */
  readonly name: number;
  readonly abstractName: number;
  readonly heading: number;
  /** Texts that feedback is taken from, and what its terms count. */
  readonly feedbackTexts: number;
  readonly feedbackTerms: number;
  readonly feedbackWeight: number;
  /** How much more a table counts than prose, up to this share, where a figure is asked for. */
  readonly figures: number;
}

export const RANK_WEIGHTS: RankWeights = {
  k1: 1.2,
  b: 0.75,
  name: 1,
  abstractName: 2,
  heading: 1,
  feedbackTexts: 3,
  feedbackTerms: 8,
  feedbackWeight: 0.2,
  figures: 0.2,
};

export interface Ranked {
  readonly passage: Passage;
  readonly score: number;
}

/** The passages by how well they answer, best first; those that share no term with the question are left out. */
export function rankPassages(
  passages: readonly Passage[],
  question: Question,
  corpus: Corpus,
  weights: RankWeights = RANK_WEIGHTS,
): readonly Ranked[] {
  const first = scored(passages, question.terms, corpus, weights);
  const best = first.slice(0, weights.feedbackTexts);
  if (best.length === 0 || best.some(({ passage }) => passage.kind === 'paged'))
    return routePassages(withFigures(first, question, weights), question, corpus);
  const wider = withFeedback(
    question.terms,
    best.map(({ passage }) => passage.body),
    corpus,
    { terms: weights.feedbackTerms, weight: weights.feedbackWeight },
  );
  return routePassages(scored(passages, wider, corpus, weights), question, corpus);
}

function scored(
  passages: readonly Passage[],
  terms: WeightedTerms,
  corpus: Corpus,
  weights: RankWeights,
): readonly Ranked[] {
  const { k1, b } = weights;
  return passages
    .map((passage) => {
      const name = passage.kind === 'abstract' ? weights.abstractName : weights.name;
      const fields = [
        { terms: passage.name, weight: name },
        { terms: passage.heading, weight: weights.heading },
        { terms: passage.body, weight: 1 },
      ];
      const length = passage.name.length * name + passage.heading.length * weights.heading + passage.body.length;
      const counts = countTerms(fields, terms);
      return { passage, score: bm25({ counts, length }, terms, corpus, { k1, b }) };
    })
    .filter(({ score }) => score > 0)
    .sort(byScore);
}

/** The passages by their scores and by how well the question names their documents, best first. */
export function routePassages(ranked: readonly Ranked[], question: Question, corpus: Corpus): readonly Ranked[] {
  const names = new Map(ranked.map(({ passage }) => [passage.document, passage.file]));
  const factors = routeByName([...names.values()], question.names, corpus);
  const factorOf = new Map([...names.keys()].map((document, at) => [document, factors[at] ?? 1]));
  return ranked
    .map(({ passage, score }) => ({ passage, score: score * (factorOf.get(passage.document) ?? 1) }))
    .sort(byScore);
}

const byScore = (a: Ranked, b: Ranked): number => b.score - a.score || a.passage.id - b.passage.id;

/** So many of its terms are numbers in a passage that is a table throughout. */
const TABLE_SHARE = 0.3;

/** Reports speak of a figure on many pages, and have it in a table. */
function withFigures(ranked: readonly Ranked[], question: Question, { figures }: RankWeights): readonly Ranked[] {
  if (!question.asksForFigure) return ranked;
  return ranked.map(({ passage, score }) => {
    const share = passage.body.filter(isNumber).length / Math.max(passage.body.length, 1);
    return { passage, score: score * (1 + figures * Math.min(1, share / TABLE_SHARE)) };
  });
}
