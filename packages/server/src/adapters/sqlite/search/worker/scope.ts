import type { DocumentOwner } from '../../../../ports/search-index.ts';

/** What a scope is called in the database. */
export function scopeName(owner: DocumentOwner): string {
  return owner === null ? 'shared' : `owner:${owner}`;
}

/** A term as one scope's lists have it: digits and an x stand in front, which no two scopes share. */
export function scopedTerm(scope: number, term: string): string {
  return `${scope}x${term}`;
}

export function scopedTerms(scope: number, terms: readonly string[]): string {
  return terms.map((term) => scopedTerm(scope, term)).join(' ');
}

/** The token of a generation in the column `place`. */
export function placeOf(generation: number): string {
  return `g${generation}`;
}

/** Terms as a column keeps them, back as a list. */
export function splitTerms(kept: string): readonly string[] {
  return kept === '' ? [] : kept.split(' ');
}
