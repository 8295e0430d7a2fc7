import type { RefusalReason } from '../../../ports/store.ts';
import { nullableText } from '../rows.ts';
import type { Statements } from '../statements.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

/** The last message of the branch that is shown: the head, or its answer, which may be still to come. */
const TAIL = `SELECT coalesce((SELECT assistant_message FROM message JOIN turn ON turn.id = message.turn
    WHERE message.id = head AND message.role = 'user'), head) AS tail
  FROM conversation WHERE id = ?`;
/** The head moves on to a user's message, and to what follows the head. */
const MOVE = `UPDATE conversation SET head = CASE WHEN ?1 = 'user' OR head IS ?2 THEN ?3 ELSE head END,
    updated_at = max(updated_at, ?4)
  WHERE id = ?5`;
const CREATE = `INSERT INTO message
  (conversation, id, parent, role, parts, status, turn, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;

export function createMessage({ sql }: WriteContext, write: WriteOf<'message.create'>): RefusalReason | null {
  const { id, conversation, role, parts, status, turn, createdAt } = write.message;
  const parent = write.follow === 'tail' ? tailOf(sql, conversation) : write.message.parent;
  if (sql.run(MOVE, role, parent, id, createdAt, conversation) === 0) {
    return 'not-found';
  }
  const created = sql.run(CREATE, conversation, id, parent, role, JSON.stringify(parts), status, turn, createdAt);
  return created === 0 ? 'exists' : null;
}

function tailOf(sql: Statements, conversation: string): string | null {
  const row = sql.get(TAIL, conversation);
  return row === null ? null : nullableText(row, 'tail');
}
