import type { RefusalReason } from '../../../ports/store.ts';
import { integer, nullableText, text } from '../rows.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const HEAD = 'SELECT head, updated_at FROM conversation WHERE id = ?';
const ANSWER_TO = `SELECT assistant_message FROM message JOIN turn ON turn.id = message.turn
  WHERE message.id = ? AND message.role = 'user'`;
const CREATE = `INSERT INTO message
  (conversation, id, parent, role, parts, status, turn, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;
const TOUCH = 'UPDATE conversation SET head = ?, updated_at = ? WHERE id = ?';

export function createMessage({ sql }: WriteContext, write: WriteOf<'message.create'>): RefusalReason | null {
  const { id, conversation, role, parts, status, turn, createdAt } = write.message;
  const current = sql.get(HEAD, conversation);
  if (current === null) {
    return 'not-found';
  }
  const head = nullableText(current, 'head');
  let { parent } = write.message;
  if (write.follow === 'tail') {
    const answer = head === null ? null : sql.get(ANSWER_TO, head);
    parent = answer === null ? head : text(answer, 'assistant_message');
  }
  if (sql.run(CREATE, conversation, id, parent, role, JSON.stringify(parts), status, turn, createdAt) === 0) {
    return 'exists';
  }
  const newHead = role === 'user' || parent === head ? id : head;
  sql.run(TOUCH, newHead, Math.max(createdAt, integer(current, 'updated_at')), conversation);
  return null;
}
