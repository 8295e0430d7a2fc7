import type { SearchHit } from '../../ports/search-index.ts';
import { stemsOf } from '../../retrieval/text/words.ts';

/** A document with the passages for which it was chosen, best first. */
export interface Selected {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly hits: readonly SearchHit[];
}

export interface Selection {
  /** Best first. */
  readonly documents: readonly Selected[];
  /** Documents that had any passage on the question. */
  readonly candidates: number;
}

/** A document counts as far as its best passages do; one alone may be chance. */
const BEST_PASSAGES = 3;
/** What is worth less than this share of the best is left out. */
const WORTH = 0.4;
const MOST_WORDS = 4;

/** The documents that `hits` speak for, at most `most`. */
export function selectDocuments(hits: readonly SearchHit[], most: number): Selection {
  const byDocument = Map.groupBy(hits, ({ document }) => document);
  const ranked = [...byDocument.values()]
    .map((own) => ({ own, worth: own.slice(0, BEST_PASSAGES).reduce((sum, { score }) => sum + score, 0) }))
    .toSorted((one, other) => other.worth - one.worth);
  const best = ranked[0]?.worth ?? 0;
  const documents = ranked
    .slice(0, most)
    .filter(({ worth }) => worth >= best * WORTH)
    .flatMap(({ own }) => {
      const [first] = own;
      return first === undefined ? [] : [{ id: first.document, name: first.name, title: first.title, hits: own }];
    });
  return { documents, candidates: byDocument.size };
}

/** One sentence: which documents, and why these. */
export function explainSelection({ documents, candidates }: Selection, question: string): string {
  if (documents.length === 0) return 'No document has a passage on this question.';
  const reasons = documents.map(({ name, hits }) => {
    const [best] = hits;
    if (best === undefined) return name;
    const words = sharedWords(question, hits);
    return `${name} (best on page ${best.page}${words === '' ? '' : `, has ${words}`})`;
  });
  return `Chose ${documents.length} of ${candidates} documents with passages on this: ${reasons.join('; ')}.`;
}

function sharedWords(question: string, hits: readonly SearchHit[]): string {
  const found = new Set(hits.flatMap(({ text, heading }) => stemsOf(`${heading ?? ''} ${text}`)));
  const words = question.match(/[\p{L}\p{N}]+/gu) ?? [];
  const shared = words.filter((word) => stemsOf(word).some((stem) => found.has(stem)));
  return [...new Set(shared)]
    .slice(0, MOST_WORDS)
    .map((word) => `“${word}”`)
    .join(', ');
}
