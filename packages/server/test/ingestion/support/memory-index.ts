import type { IngestedIndex } from '../../../src/ingestion/ingest-document.ts';
import {
  SearchIndexError,
  type DocumentDraft,
  type GenerationRecord,
  type DocumentRecord,
  type PageText,
} from '../../../src/ports/search-index.ts';

interface Generation {
  readonly draft: DocumentDraft;
  readonly pages: PageText[];
  published: boolean;
}

/** What ingestion needs of an index, kept by whoever holds it: a process that is lost is played by another ingestion. */
export interface MemoryIndex extends IngestedIndex {
  /** The pages of what is current, by the name of the file. */
  current(): Readonly<Record<string, readonly string[]>>;
  /** Calls of `add` so far. */
  readonly portions: () => number;
  /** Runs before each `add`. */
  beforeAdd: (pages: readonly PageText[]) => Promise<void>;
}

export function memoryIndex(): MemoryIndex {
  const kept = new Map<string, Generation>();
  let portions = 0;
  const find = (id: string): Generation => {
    const found = kept.get(id);
    if (found === undefined) throw new SearchIndexError('unknown', 'There is no such generation.');
    return found;
  };
  const index: MemoryIndex = {
    beforeAdd: async () => undefined,
    portions: () => portions,
    begin: async (draft) => {
      const made = kept.get(draft.generation) ?? { draft, pages: [], published: false };
      kept.set(draft.generation, made);
      return { pages: made.pages.length, published: made.published };
    },
    add: async (generation, firstPage, pages) => {
      await index.beforeAdd(pages);
      const found = find(generation);
      if (firstPage > found.pages.length + 1) throw new SearchIndexError('gap', 'Pages are missing.');
      found.pages.push(...pages.slice(found.pages.length + 1 - firstPage));
      portions += 1;
    },
    publish: async (generation) => {
      const { draft } = find(generation);
      for (const [id, one] of kept) {
        if (one.published && one.draft.document === draft.document && id !== generation) kept.delete(id);
      }
      find(generation).published = true;
    },
    discard: async (generation) => {
      if (kept.get(generation)?.published === false) kept.delete(generation);
    },
    remove: async (owner, document) => {
      const found = [...kept].filter(([, { draft }]) => draft.document === document && draft.owner === owner);
      for (const [id] of found) kept.delete(id);
      return found.length > 0;
    },
    documents: async (reader, limit, after = '') =>
      [...kept.values()]
        .filter(({ draft, published }) => published && [null, reader].includes(draft.owner) && draft.document > after)
        .map(({ draft: { document, ...draft }, pages }): DocumentRecord => {
          return { ...draft, id: document, pages: pages.length };
        })
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    generations: async (owner, source) =>
      [...kept.values()]
        .filter(({ draft }) => draft.owner === owner && draft.source === source)
        .map(({ draft: { document, ...draft }, pages, published }): GenerationRecord => {
          return { ...draft, id: document, pages: pages.length, published };
        }),
    current: () =>
      Object.fromEntries(
        [...kept.values()]
          .filter(({ published }) => published)
          .map(({ draft, pages }) => [draft.name, pages.map(({ text }) => text)]),
      ),
  };
  return index;
}
