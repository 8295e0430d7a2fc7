import type { DatabaseSync } from 'node:sqlite';
import { type DocumentDraft, type GenerationProgress, SearchIndexError } from '../../../../ports/search-index.ts';
import { nameTerms } from '../../../../retrieval/rank/route-by-name.ts';
import { integer, text } from '../../rows.ts';
import { type Row, Statements } from '../../statements.ts';
import type { IndexReplies, IndexRequest, IndexWrite } from '../protocol.ts';
import { addPage } from './add-page.ts';
import { addVectors } from './vectors.ts';
import { purge } from './purge.ts';
import { scopeName } from './scope.ts';
import type { Served } from './served.ts';

/** Pages that one transaction takes: a few milliseconds. */
const SLICE_PAGES = 4;

const INSERT = `INSERT INTO generation (id, document, owner, scope, state, source, name, title, name_terms, fingerprint,
  media_type, bytes, created_at) VALUES (?, ?, ?, ?, 'open', ?, ?, ?, ?, ?, ?, ?, ?)`;

// Its id is free at once: a file that is again what it was comes as the generation that it was.
const GONE = "UPDATE generation SET state = 'gone', id = id || '/' || number";

/** The only writer of the index: each request is one transaction, or a few where there is much to do. */
export class IndexWriter implements Served {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = new Statements(database);
    // Pages need to survive the process only: what power takes of an open generation is read from its file again.
    this.#sql.run('PRAGMA synchronous = NORMAL');
  }

  serve(request: IndexRequest): IndexReplies[keyof IndexReplies] {
    switch (request.kind) {
      case 'add':
        return this.#add(request.generation, request.firstPage, request.pages);
      case 'add-vectors':
        return this.#transaction(() => addVectors(this.#sql, request.vectors));
      case 'purge':
        return this.#transaction(() => purge(this.#sql));
      case 'empty':
        return integer(this.#sql.get('PRAGMA wal_checkpoint(TRUNCATE)') ?? {}, 'busy') === 0;
      case 'scrub':
        return this.#scrub();
      case 'close':
        this.#sql.get('PRAGMA wal_checkpoint(TRUNCATE)');
        this.#database.close();
        return null;
      case 'begin':
      case 'publish':
      case 'discard':
      case 'remove':
        return this.#durably(() => this.#apply(request));
      default:
        throw new TypeError(`The writer does not answer ${request.kind}.`);
    }
  }

  #apply(
    request: Exclude<IndexWrite, { readonly kind: 'add' | 'add-vectors' | 'purge' | 'empty' | 'scrub' }>,
  ): IndexReplies[keyof IndexReplies] {
    switch (request.kind) {
      case 'begin':
        return this.#begin(request.draft);
      case 'publish':
        return this.#publish(request.generation);
      case 'discard':
        this.#sql.run(`${GONE} WHERE id = ? AND state = 'open'`, request.generation);
        return null;
      case 'remove':
        return (
          this.#sql.run(
            `${GONE} WHERE document = ? AND owner IS ? AND state <> 'gone'`,
            request.document,
            request.owner,
          ) > 0
        );
    }
  }

  /** As in the store: only writing the whole file anew leaves nothing behind. */
  #scrub(): null {
    this.#sql.run('DELETE FROM scope WHERE NOT EXISTS (SELECT 1 FROM generation WHERE generation.scope = scope.id)');
    this.#sql.run('VACUUM');
    return null;
  }

  #begin(draft: DocumentDraft): GenerationProgress {
    const { generation, document, owner, source, name, title, fingerprint, mediaType, bytes, createdAt } = draft;
    const existing = this.#sql.get('SELECT * FROM generation WHERE id = ?', generation);
    if (existing !== null && (text(existing, 'document') !== document || existing['owner'] !== owner)) {
      throw new SearchIndexError('foreign', `The generation ${generation} is of another document.`);
    }
    if (existing !== null) return progressOf(existing);
    const taken = "SELECT 1 FROM generation WHERE document = ? AND owner IS NOT ? AND state <> 'gone'";
    if (this.#sql.get(taken, document, owner) !== null) {
      throw new SearchIndexError('foreign', `The document ${document} is another owner's.`);
    }
    const scope = this.#scope(scopeName(owner));
    const terms = nameTerms(name, title).join(' ');
    const file = [source, name, title, terms, fingerprint, mediaType, bytes, createdAt];
    this.#sql.run(INSERT, generation, document, owner, scope, ...file);
    return { pages: 0, published: false };
  }

  #scope(name: string): number {
    this.#sql.run('INSERT INTO scope (name) VALUES (?) ON CONFLICT DO NOTHING', name);
    return integer(this.#sql.get('SELECT id FROM scope WHERE name = ?', name) ?? {}, 'id');
  }

  #add(id: string, firstPage: number, pages: Extract<IndexWrite, { kind: 'add' }>['pages']): null {
    for (let at = 0; at < pages.length; at += SLICE_PAGES) {
      this.#transaction(() => {
        const generation = this.#generation(id);
        if (text(generation, 'state') !== 'open') return;
        const kept = integer(generation, 'pages');
        if (firstPage > kept + 1) {
          throw new SearchIndexError('gap', `Page ${kept + 1} is missing before page ${firstPage}.`);
        }
        pages.slice(at, at + SLICE_PAGES).forEach((page, distance) => {
          const number = firstPage + at + distance;
          if (number > kept) addPage(this.#sql, generation, number, page);
        });
      });
    }
    return null;
  }

  #publish(id: string): boolean {
    const generation = this.#generation(id);
    const [number, document] = [integer(generation, 'number'), text(generation, 'document')];
    const replaced = this.#sql.run(
      `${GONE} WHERE document = ? AND state = 'current' AND number <> ?`,
      document,
      number,
    );
    this.#sql.run("UPDATE generation SET state = 'current' WHERE number = ?", number);
    return replaced > 0;
  }

  #generation(id: string): Row {
    const row = this.#sql.get("SELECT * FROM generation WHERE id = ? AND state <> 'gone'", id);
    if (row === null) throw new SearchIndexError('unknown', `There is no generation ${id}.`);
    return row;
  }

  /** As `#transaction`, and what it did survives the loss of power, with all that came before. */
  #durably<T>(work: () => T): T {
    this.#sql.run('PRAGMA synchronous = FULL');
    try {
      return this.#transaction(work);
    } finally {
      this.#sql.run('PRAGMA synchronous = NORMAL');
    }
  }

  #transaction<T>(work: () => T): T {
    this.#sql.run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#sql.run('COMMIT');
      return result;
    } catch (error) {
      // SQLite ends the transaction by itself after some faults, such as a full disk.
      if (this.#database.isTransaction) this.#sql.run('ROLLBACK');
      throw error;
    }
  }
}

function progressOf(row: Row): GenerationProgress {
  return { pages: integer(row, 'pages'), published: text(row, 'state') === 'current' };
}
