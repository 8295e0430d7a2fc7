import type { TurnContextRecord, TurnContexts } from '../../ports/turn-context.ts';
import { integer, json, text } from './rows.ts';
import type { Statements } from './statements.ts';

const CONTEXT = 'SELECT * FROM turn_context WHERE turn = ? AND owner = ?';

/** Runs a question of a port; see `SqliteStore`. */
type Answer = <T>(question: () => T) => Promise<T>;

/** Reads what models were shown. */
export class ContextReader implements TurnContexts {
  readonly #sql: Statements;
  readonly #answer: Answer;

  constructor(sql: Statements, answer: Answer) {
    this.#sql = sql;
    this.#answer = answer;
  }

  context(owner: string, turn: string): Promise<TurnContextRecord | null> {
    return this.#answer(() => {
      const row = this.#sql.get(CONTEXT, turn, owner);
      if (row === null) return null;
      const [conversation, at] = [text(row, 'conversation'), integer(row, 'at')];
      return { turn, owner, conversation, at, data: json(row, 'data') };
    });
  }
}
