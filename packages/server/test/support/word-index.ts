import type { DocumentOwner, DocumentRecord, SearchHit, SearchQuery } from '../../src/ports/search-index.ts';
import type { DocumentsParts } from '../../src/capabilities/documents/documents.ts';

export interface WordDocument {
  readonly name: string;
  readonly title: string;
  /** Default: everybody's. */
  readonly owner?: DocumentOwner;
  /** Default: `folder`. */
  readonly source?: string;
  readonly pages: readonly string[];
}

/** The part of an index that answers from, over a few documents in memory: pages with more of the words come first. */
export function wordIndex(documents: readonly WordDocument[]): DocumentsParts['index'] {
  const readable = (reader: string) =>
    documents.filter(({ owner = null }) => owner === null || owner === reader).map((one) => ({ ...one, id: one.name }));
  const recordOf = ({ name, title, owner = null, source = 'folder', pages }: WordDocument): DocumentRecord => ({
    id: name,
    generation: `${name}:1`,
    owner,
    source,
    name,
    title,
    fingerprint: '1',
    mediaType: 'text/plain',
    bytes: pages.join('').length,
    createdAt: 0,
    pages: pages.length,
  });
  return {
    kind: 'lexical',
    search: async ({ reader, text, k, documents: only }: SearchQuery) => {
      const words = new Set(wordsOf(text));
      const hits = readable(reader)
        .filter(({ id }) => only === undefined || only.includes(id))
        .flatMap(({ id, name, title, pages }) =>
          pages.map((page, index): SearchHit => {
            const found = new Set(wordsOf(`${title} ${page}`).filter((word) => words.has(word)));
            const place = { page: index + 1, heading: null, text: page, start: 0, end: page.length };
            return { document: id, name, title, ...place, score: found.size };
          }),
        );
      return hits
        .filter(({ score }) => score > 0)
        .toSorted((one, other) => other.score - one.score)
        .slice(0, k);
    },
    document: async (reader, id) =>
      readable(reader)
        .map(recordOf)
        .find((record) => record.id === id) ?? null,
    documents: async (reader, limit) => readable(reader).map(recordOf).slice(0, limit),
    pages: async (reader, id, from, limit) =>
      (readable(reader).find((document) => document.id === id)?.pages ?? [])
        .map((text, index) => ({ page: index + 1, heading: null, text }))
        .slice(from - 1, from - 1 + limit),
  };
}

function wordsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 3);
}
