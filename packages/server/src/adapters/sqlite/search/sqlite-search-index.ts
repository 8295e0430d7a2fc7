import {
  type DocumentDraft,
  type DocumentOwner,
  type DocumentRecord,
  type GenerationProgress,
  type GenerationRecord,
  type Meaning,
  type PageText,
  type PassageVectors,
  type SearchHit,
  SearchIndexError,
  type SearchQuery,
  type StoredPage,
  type UnembeddedPassages,
  type VectorIndex,
} from '../../../ports/search-index.ts';
import { IndexThread } from './index-thread.ts';
import type { IndexRead, IndexReplies, IndexRequest } from './protocol.ts';

/** Pages in one message to the writer: searches and other documents wait for no more than these. */
const PORTION = 16;
/** How often the log is asked to give up what was erased, each time after the reader has answered once more. */
const EMPTYING_ATTEMPTS = 50;

/**
 * An index in a SQLite file, written by one thread and searched by another, so that neither holds up a turn. Each begins
 * with what it is first asked.
 */
export class SqliteSearchIndex implements VectorIndex {
  readonly kind = 'lexical';
  readonly #writer: IndexThread;
  readonly #reader: IndexThread;
  #purging: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(file: string) {
    this.#writer = new IndexThread({ file, role: 'write' });
    this.#reader = new IndexThread({ file, role: 'read' }, this.#writer);
  }

  /** Opens a file that is there already. Rejects with `StoreUnusable` where it cannot serve. */
  async open(): Promise<void> {
    await this.#writer.begin();
    // What a lost process left to remove.
    this.#purgeSoon();
  }

  begin(draft: DocumentDraft): Promise<GenerationProgress> {
    return this.#writer.request({ kind: 'begin', draft });
  }

  async add(generation: string, firstPage: number, pages: readonly PageText[]): Promise<void> {
    for (let at = 0; at < pages.length; at += PORTION) {
      const portion = pages.slice(at, at + PORTION);
      await this.#writer.request({ kind: 'add', generation, firstPage: firstPage + at, pages: portion });
    }
  }

  async publish(generation: string): Promise<void> {
    if (await this.#writer.request({ kind: 'publish', generation })) this.#purgeSoon();
  }

  async discard(generation: string): Promise<void> {
    await this.#writer.request({ kind: 'discard', generation });
    this.#purgeSoon();
  }

  async remove(owner: DocumentOwner, document: string): Promise<boolean> {
    if (!this.#writer.isNeeded) return false;
    const removed = await this.#writer.request({ kind: 'remove', owner, document });
    if (removed) {
      await this.#purge();
      await this.#empty();
    }
    return removed;
  }

  async scrub(): Promise<void> {
    if (!this.#writer.isNeeded) return;
    await this.#purge();
    await this.#writer.request({ kind: 'scrub' });
    await this.#empty();
  }

  documents(reader: string, limit: number, after = ''): Promise<readonly DocumentRecord[]> {
    return this.#read({ kind: 'documents', reader, limit, after }, []);
  }

  generations(owner: DocumentOwner, source: string): Promise<readonly GenerationRecord[]> {
    return this.#read({ kind: 'generations', owner, source }, []);
  }

  document(reader: string, document: string): Promise<DocumentRecord | null> {
    return this.#read({ kind: 'document', reader, document }, null);
  }

  pages(reader: string, document: string, from: number, limit: number): Promise<readonly StoredPage[]> {
    return this.#read({ kind: 'pages', reader, document, from, limit }, []);
  }

  search(query: SearchQuery): Promise<readonly SearchHit[]> {
    return this.#read({ kind: 'search', query, meaning: null }, []);
  }

  searchMeaning(query: SearchQuery, meaning: Meaning): Promise<readonly SearchHit[]> {
    return this.#read({ kind: 'search', query, meaning }, []);
  }

  withoutVectors(model: string, limit: number): Promise<UnembeddedPassages | null> {
    return this.#read({ kind: 'without-vectors', model, limit }, null);
  }

  async addVectors(vectors: PassageVectors): Promise<void> {
    await this.#writer.request({ kind: 'add-vectors', vectors });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // The reader goes first, so that the writer's last checkpoint has nobody to wait for.
    await this.#reader.close();
    await this.#writer.close();
    await this.#purging;
  }

  /** Without a document there is no file that could be read: the answer is `none`. */
  #read<Kind extends IndexRead['kind']>(
    request: Extract<IndexRequest, { readonly kind: Kind }>,
    none: IndexReplies[Kind],
  ): Promise<IndexReplies[Kind]> {
    return this.#writer.isNeeded ? this.#reader.request(request) : Promise.resolve(none);
  }

  /** Removes everything that is gone, a slice at a time, so that others are written in between. */
  async #purge(): Promise<void> {
    while (await this.#writer.request({ kind: 'purge' }));
  }

  #purgeSoon(): void {
    this.#purging ??= this.#purge()
      .then(() => this.#empty())
      // It goes on at the next start: what is gone stays marked.
      .catch(() => {})
      .finally(() => {
        this.#purging = null;
      });
  }

  /** A search keeps the log for as long as it reads; then it can go. */
  async #empty(): Promise<void> {
    for (let attempt = 0; attempt < EMPTYING_ATTEMPTS; attempt += 1) {
      if (await this.#writer.request({ kind: 'empty' })) return;
      await this.#read({ kind: 'document', reader: '', document: '' }, null);
    }
    throw new SearchIndexError('unavailable', 'The log still holds what was removed; remove it again.');
  }
}
