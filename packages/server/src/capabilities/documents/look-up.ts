import type { JsonObject } from '@parlance/wire';
import type { SearchIndex } from '../../ports/search-index.ts';
import type { Passage } from './passage.ts';
import type { Question } from './question.ts';

/** What finding passages takes. */
export interface LookUp {
  readonly index: Pick<SearchIndex, 'search' | 'document' | 'documents' | 'pages' | 'kind'>;
  readonly reader: string;
  readonly question: Question;
  /** Estimated tokens that the passages together may take. */
  readonly budget: number;
  readonly signal: AbortSignal;
  readonly progress: Report;
}

/** Tells of work: `percent` is what has been done, `details` counts it. */
export type Report = (step: string, percent: number, message: string, details: JsonObject) => void;

export interface LookedUp {
  readonly passages: readonly Passage[];
}

/** Names without repeats, in order. */
export function namesOf(passages: readonly { readonly name: string }[]): readonly string[] {
  return [...new Set(passages.map(({ name }) => name))];
}
