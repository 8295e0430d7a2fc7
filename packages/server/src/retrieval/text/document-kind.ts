/** What a document is like: running text, or pages with tables, where other rules of ranking hold. */
export type DocumentKind = 'abstract' | 'prose' | 'paged';

export interface DocumentShape {
  readonly pages: number;
  readonly characters: number;
  /** Terms in all, and those of them that are numbers. */
  readonly terms: number;
  readonly numbers: number;
}

const LONGEST_ABSTRACT = 4_000;
const TABULAR_SHARE = 0.06;
const MANY_PAGES = 30;

export function kindOf({ pages, characters, terms, numbers }: DocumentShape): DocumentKind {
  const share = terms === 0 ? 0 : numbers / terms;
  if (pages > MANY_PAGES || (share >= TABULAR_SHARE && characters > LONGEST_ABSTRACT)) return 'paged';
  return characters <= LONGEST_ABSTRACT ? 'abstract' : 'prose';
}
