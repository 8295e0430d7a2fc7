import type { RefusalReason } from '../../../ports/store.ts';
import type { Statements } from '../statements.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const KEEP = 'INSERT OR REPLACE INTO turn_context (turn, owner, conversation, at, data) VALUES (?, ?, ?, ?, ?)';
const TRIM = `DELETE FROM turn_context WHERE turn IN (
  SELECT turn FROM turn_context WHERE owner = ? ORDER BY at DESC, turn DESC LIMIT -1 OFFSET ?)`;
const NAMING = 'DELETE FROM turn_context WHERE owner = ? AND instr(data, ?) > 0';
const OF_CONVERSATION = 'DELETE FROM turn_context WHERE owner = ? AND conversation = ?';

export function keepContext({ sql }: WriteContext, { context, most }: WriteOf<'context.keep'>): RefusalReason | null {
  const { turn, owner, conversation, at, data } = context;
  sql.run(KEEP, turn, owner, conversation, at, JSON.stringify(data));
  sql.run(TRIM, owner, most);
  return null;
}

/** What was shown of the conversation or memory goes with it: the contexts of its turns, and those that name it. */
export function forgetContexts(sql: Statements, owner: string, id: string): void {
  sql.run(OF_CONVERSATION, owner, id);
  sql.run(NAMING, owner, id);
}

/** All contexts of the owner. */
export function clearContexts(sql: Statements, owner: string): void {
  sql.run('DELETE FROM turn_context WHERE owner = ?', owner);
}
