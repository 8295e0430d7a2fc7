/**
 * Documents as pages of text, found by questions. A document is written as a generation beside the one that is current,
 * page by page, and replaces it at once when it is whole. Whoever asks sees what is theirs and what is shared.
 */
export interface SearchIndex {
  /**
   * Opens a generation, or goes on with the one of this id where a process was lost: says how many pages it has already.
   * Nothing of it is found before it is published. Rejects with `SearchIndexError` `foreign` where the document is
   * somebody else's.
   */
  begin(draft: DocumentDraft): Promise<GenerationProgress>;
  /**
   * Adds pages in order, the first being page `firstPage`; pages that are there already are left as they are, so that a
   * repeated call changes nothing. MUST write in portions that hold up neither a turn nor a search for long, and MUST keep
   * what it has resolved for when the process is lost. Rejects with `gap` where pages before `firstPage` are missing.
   */
  add(generation: string, firstPage: number, pages: readonly PageText[]): Promise<void>;
  /**
   * Makes the generation the document, in one transaction; the one before it is found no more, and its bytes are removed
   * soon after, also where the process is lost in between. A second call changes nothing.
   */
  publish(generation: string): Promise<void>;
  /** Gives up a generation that was not published; one that is not there is fine. */
  discard(generation: string): Promise<void>;
  /**
   * Removes the owner's document, with every generation of it; false where there is none. Once it resolves, no byte of
   * its text MUST be left in what this index keeps.
   */
  remove(owner: DocumentOwner, document: string): Promise<boolean>;
  /**
   * Removes what removals have left behind where nothing refers to it any more, owners without documents included. It
   * takes time in proportion to all that is kept, in which documents wait and searches do not.
   */
  scrub(): Promise<void>;

  /** Those that `reader` may read, by id, at most `limit`, after the id `after`. */
  documents(reader: string, limit: number, after?: string): Promise<readonly DocumentRecord[]>;
  /** Published or not yet, of this owner and source, by id: what a source compares its files with. */
  generations(owner: DocumentOwner, source: string): Promise<readonly GenerationRecord[]>;
  /** The current generation of one; null where `reader` may not read it. */
  document(reader: string, document: string): Promise<DocumentRecord | null>;
  /** Pages `from` and following of a document, at most `limit`; none where `reader` may not read it. */
  pages(reader: string, document: string, from: number, limit: number): Promise<readonly StoredPage[]>;

  /**
   * The passages that answer best, best first. MUST NOT hold up the thread that asks, and MUST NOT let what others keep
   * change the result in any way.
   */
  search(query: SearchQuery): Promise<readonly SearchHit[]>;
  /** Whether meaning is compared too (`vector`), or words only. */
  readonly kind: 'lexical' | 'vector';
  /** Finishes what was asked before. MUST reject what is asked later with `SearchIndexError` `unavailable`. */
  close(): Promise<void>;
}

/** An index that keeps what passages mean, by vectors that others make. */
export interface VectorIndex extends SearchIndex {
  /**
   * Passages of current documents that have no vector of this model, at most `limit` of them; null where all have one.
   * Passages that others are about to get are given again.
   */
  withoutVectors(model: string, limit: number): Promise<UnembeddedPassages | null>;
  /** Keeps vectors in place of those of other models. Passages that have gone meanwhile are left out. */
  addVectors(vectors: PassageVectors): Promise<void>;
  /**
   * As `search`, with the passages that lie nearest to `meaning` joined to those that have its words. Where the reader's
   * passages are too many to be compared one by one, those that have its words are compared.
   */
  searchMeaning(query: SearchQuery, meaning: Meaning): Promise<readonly SearchHit[]>;
}

export interface UnembeddedPassages {
  readonly passages: readonly { readonly id: number; readonly text: string }[];
  /** Documents that lack nothing once these have their vectors; in the index's own numbers. */
  readonly finished: readonly number[];
}

export interface PassageVectors {
  readonly model: string;
  /** Of length 1; null where the model refuses the text. */
  readonly vectors: readonly { readonly id: number; readonly vector: Float32Array | null }[];
  readonly finished: readonly number[];
}

/** What a question means. */
export interface Meaning {
  readonly model: string;
  readonly vector: Float32Array;
}

/** Whose it is; null: everybody may read it. */
export type DocumentOwner = string | null;

export interface DocumentDraft {
  /** A new id; the same again to go on with it. */
  readonly generation: string;
  readonly document: string;
  readonly owner: DocumentOwner;
  /** Where it comes from, such as `upload`, `folder` or `s3`; kept and compared, never interpreted. */
  readonly source: string;
  /** The name of its file, with its ending: its words route questions. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  /** What tells that the file has changed (hash, etag, size and time), in the words of the source. At most 2,000 characters. */
  readonly fingerprint: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly createdAt: number;
}

export interface GenerationProgress {
  /** Pages that are kept already; go on with the next one. */
  readonly pages: number;
  readonly published: boolean;
}

export interface PageText {
  readonly text: string;
  /** What the page is about where the reader of the file knows; null: its first lines stand for it. */
  readonly heading: string | null;
}

/** A page as it was added; the first is 1. */
export interface StoredPage extends PageText {
  readonly page: number;
}

export interface DocumentRecord extends Omit<DocumentDraft, 'document'> {
  readonly id: string;
  readonly pages: number;
}

export interface GenerationRecord extends DocumentRecord {
  readonly published: boolean;
}

export interface SearchQuery {
  /** Sees what is theirs and what is shared, nothing else. */
  readonly reader: string;
  readonly text: string;
  /** How many passages at most, 1 to 100. */
  readonly k: number;
  /** Only these documents; ids that the reader may not read find nothing. Default: all. */
  readonly documents?: readonly string[];
}

export interface SearchHit {
  readonly document: string;
  readonly name: string;
  readonly title: string;
  /** The first is 1. */
  readonly page: number;
  readonly heading: string | null;
  /** `pages[page].text.slice(start, end)`, in UTF-16 units. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Above 0; compares passages of one answer and nothing else. */
  readonly score: number;
}

export type SearchIndexErrorCode =
  /** Stopped, full, or out of reach. */
  | 'unavailable'
  /** The document is another owner's. */
  | 'foreign'
  /** Pages are missing before those that are added. */
  | 'gap'
  /** There is no such generation: never begun, discarded, or replaced. */
  | 'unknown';

export class SearchIndexError extends Error {
  readonly code: SearchIndexErrorCode;

  constructor(code: SearchIndexErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'SearchIndexError';
    this.code = code;
  }
}
