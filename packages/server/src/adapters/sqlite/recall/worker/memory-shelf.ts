import { splitTerms } from '../../../../retrieval/dialogue/read-message.ts';
import { integer, nullableText, text } from '../../rows.ts';
import type { Statements } from '../../statements.ts';

/** Memories of all scopes that are kept: some hundred bytes each. */
const MOST_MEMORIES = 200_000;

const STATE = 'SELECT added, edition FROM memory_scope WHERE owner = ? AND scope = ?';
const AFTER = `SELECT id, (SELECT group_concat(term, ' ') FROM memory_term WHERE memory_term.memory = memory.id) AS terms
  FROM memory WHERE owner = ? AND scope = ? AND position > ? ORDER BY position`;

/** The memories of one scope by their words, in the order in which they came. */
export interface ScopedMemories {
  readonly ids: readonly string[];
  /** Places of the memories that have the term, in their order. */
  readonly postings: (term: string) => readonly number[];
}

interface Kept {
  readonly ids: string[];
  readonly terms: Map<string, number[]>;
  /** Of the last memory that was read. */
  position: number;
  edition: number;
}

/** The words of memories as they were read, with what has come since. */
export class MemoryShelf {
  readonly #sql: Statements;
  /** The least recently used first. */
  readonly #kept = new Map<string, Kept>();
  #memories = 0;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  scope(owner: string, scope: string): ScopedMemories {
    const key = JSON.stringify([owner, scope]);
    const known = this.#kept.get(key);
    this.#drop(key);
    const state = this.#sql.get(STATE, owner, scope);
    if (state === null) return { ids: [], postings: () => [] };
    const edition = integer(state, 'edition');
    const kept: Kept = known?.edition === edition ? known : { ids: [], terms: new Map(), position: 0, edition };
    const added = integer(state, 'added');
    if (kept.position < added) this.#extend(owner, scope, kept);
    kept.position = added;
    this.#keep(key, kept);
    return { ids: kept.ids, postings: (term) => kept.terms.get(term) ?? [] };
  }

  #extend(owner: string, scope: string, { ids, terms, position }: Kept): void {
    for (const row of this.#sql.iterate(AFTER, owner, scope, position)) {
      const place = ids.length;
      ids.push(text(row, 'id'));
      for (const term of splitTerms(nullableText(row, 'terms') ?? '')) {
        const postings = terms.get(term);
        if (postings === undefined) terms.set(term, [place]);
        else postings.push(place);
      }
    }
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    this.#memories += kept.ids.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#memories <= MOST_MEMORIES || oldest === key) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#memories -= this.#kept.get(key)?.ids.length ?? 0;
    this.#kept.delete(key);
  }
}
