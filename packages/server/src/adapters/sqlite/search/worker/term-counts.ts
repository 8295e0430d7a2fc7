import { integer } from '../../rows.ts';
import type { Statements } from '../../statements.ts';

const COUNT = 'SELECT doc FROM term_count WHERE term = ?';
/** How many terms are remembered: a few megabytes. */
const REMEMBERED = 50_000;

/** In how many chunks each term is; remembered until the index changes, because counting a common one takes long. */
export class TermCounts {
  readonly #sql: Statements;
  readonly #counts = new Map<string, number>();
  #version = -1;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** To be called at the begin of each transaction that counts. */
  refresh(): void {
    const version = integer(this.#sql.get('PRAGMA data_version') ?? {}, 'data_version');
    if (version === this.#version && this.#counts.size < REMEMBERED) return;
    this.#version = version;
    this.#counts.clear();
  }

  of(term: string): number {
    let count = this.#counts.get(term);
    if (count === undefined) {
      const row = this.#sql.get(COUNT, term);
      count = row === null ? 0 : integer(row, 'doc');
      this.#counts.set(term, count);
    }
    return count;
  }
}
