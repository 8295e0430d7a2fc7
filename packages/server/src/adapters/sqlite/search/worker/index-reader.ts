import type { DatabaseSync } from 'node:sqlite';
import type { StoredPage } from '../../../../ports/search-index.ts';
import { integer, nullableText, text } from '../../rows.ts';
import { Statements } from '../../statements.ts';
import type { IndexReplies, IndexRequest } from '../protocol.ts';
import { documentOf, generationOf } from './document-rows.ts';
import { scopeName } from './scope.ts';
import { search } from './search.ts';
import type { Served } from './served.ts';
import { TermCounts } from './term-counts.ts';
import { withoutVectors } from './vectors.ts';

const READABLE = "scope IN (SELECT id FROM scope WHERE name IN ('shared', ?1)) AND state = 'current'";
const DOCUMENTS = `SELECT * FROM generation WHERE ${READABLE} AND document > ?2 ORDER BY document LIMIT ?3`;
const DOCUMENT = `SELECT * FROM generation WHERE ${READABLE} AND document = ?2`;
const GENERATIONS = `SELECT * FROM generation WHERE scope = (SELECT id FROM scope WHERE name = ?) AND source = ?
  AND state <> 'gone' ORDER BY document, number`;
const PAGES = 'SELECT * FROM page WHERE generation = ? AND page >= ? ORDER BY page LIMIT ?';

/** Answers questions on a connection that only reads, each from one state of the index. */
export class IndexReader implements Served {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #counts: TermCounts;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = new Statements(database);
    this.#counts = new TermCounts(this.#sql);
  }

  serve(request: IndexRequest): IndexReplies[keyof IndexReplies] {
    if (request.kind === 'close') {
      this.#database.close();
      return null;
    }
    this.#sql.run('BEGIN');
    try {
      return this.#answer(request);
    } finally {
      this.#sql.run('COMMIT');
    }
  }

  #answer(request: Exclude<IndexRequest, { readonly kind: 'close' }>): IndexReplies[keyof IndexReplies] {
    switch (request.kind) {
      case 'documents':
        return this.#sql.all(DOCUMENTS, scopeName(request.reader), request.after, request.limit).map(documentOf);
      case 'generations':
        return this.#sql.all(GENERATIONS, scopeName(request.owner), request.source).map(generationOf);
      case 'document': {
        const row = this.#sql.get(DOCUMENT, scopeName(request.reader), request.document);
        return row === null ? null : documentOf(row);
      }
      case 'pages':
        return this.#pages(request);
      case 'search':
        this.#counts.refresh();
        return search(this.#sql, request.query, this.#counts, { meaning: request.meaning });
      case 'without-vectors':
        return withoutVectors(this.#sql, request.model, request.limit);
      default:
        throw new TypeError(`The reader does not answer ${request.kind}.`);
    }
  }

  #pages({ reader, document, from, limit }: Extract<IndexRequest, { kind: 'pages' }>): readonly StoredPage[] {
    const row = this.#sql.get(DOCUMENT, scopeName(reader), document);
    if (row === null) return [];
    return this.#sql.all(PAGES, integer(row, 'number'), from, limit).map((page) => ({
      page: integer(page, 'page'),
      text: text(page, 'text'),
      heading: nullableText(page, 'heading'),
    }));
  }
}
