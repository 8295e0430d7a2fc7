import type {
  DocumentDraft,
  DocumentOwner,
  DocumentRecord,
  GenerationProgress,
  GenerationRecord,
  Meaning,
  PageText,
  PassageVectors,
  SearchHit,
  SearchIndexErrorCode,
  SearchQuery,
  StoredPage,
  UnembeddedPassages,
} from '../../../ports/search-index.ts';
import type { ThreadReply } from '../thread-link.ts';

/** What is asked of a thread of the index, and what each kind of request is answered with. */
export interface IndexReplies {
  readonly begin: GenerationProgress;
  readonly add: null;
  /** True where it replaced another generation, which is now to be removed. */
  readonly publish: boolean;
  readonly discard: null;
  readonly remove: boolean;
  /** True while there is more to remove. */
  readonly purge: boolean;
  /** True when no removed byte is left. */
  readonly empty: boolean;
  readonly documents: readonly DocumentRecord[];
  readonly generations: readonly GenerationRecord[];
  readonly document: DocumentRecord | null;
  readonly pages: readonly StoredPage[];
  readonly search: readonly SearchHit[];
  readonly 'without-vectors': UnembeddedPassages | null;
  readonly 'add-vectors': null;
  readonly scrub: null;
  readonly close: null;
}

export type IndexWrite =
  | { readonly kind: 'begin'; readonly draft: DocumentDraft }
  | {
      readonly kind: 'add';
      readonly generation: string;
      readonly firstPage: number;
      readonly pages: readonly PageText[];
    }
  | { readonly kind: 'publish'; readonly generation: string }
  | { readonly kind: 'discard'; readonly generation: string }
  | { readonly kind: 'remove'; readonly owner: DocumentOwner; readonly document: string }
  | { readonly kind: 'add-vectors'; readonly vectors: PassageVectors }
  | { readonly kind: 'purge' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'scrub' };

export type IndexRead =
  | { readonly kind: 'documents'; readonly reader: string; readonly limit: number; readonly after: string }
  | { readonly kind: 'generations'; readonly owner: DocumentOwner; readonly source: string }
  | { readonly kind: 'document'; readonly reader: string; readonly document: string }
  | {
      readonly kind: 'pages';
      readonly reader: string;
      readonly document: string;
      readonly from: number;
      readonly limit: number;
    }
  | { readonly kind: 'search'; readonly query: SearchQuery; readonly meaning: Meaning | null }
  | { readonly kind: 'without-vectors'; readonly model: string; readonly limit: number };

export type IndexRequest = IndexWrite | IndexRead | { readonly kind: 'close' };

/** Why a request failed, as it crosses the thread. */
export interface IndexFailure {
  readonly code: SearchIndexErrorCode;
  readonly message: string;
}

export type IndexReply = ThreadReply<IndexReplies, IndexFailure>;

/** What a thread is started with. */
export interface ThreadData {
  readonly file: string;
  readonly role: 'write' | 'read';
}
