import type { RefusalReason } from '../../../ports/store.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const CONVERSATION = 'SELECT 1 FROM conversation WHERE id = ? AND owner = ?';
const KEEP = 'INSERT OR REPLACE INTO answer (hash, owner, conversation, text, created_at) VALUES (?, ?, ?, ?, ?)';
const TRIM = `DELETE FROM answer WHERE hash IN (
  SELECT hash FROM answer WHERE owner = ? ORDER BY created_at DESC, hash DESC LIMIT -1 OFFSET ?)`;

export function keepAnswer({ sql }: WriteContext, { answer, most }: WriteOf<'answer.keep'>): RefusalReason | null {
  const { hash, owner, conversation, text, createdAt } = answer;
  if (sql.get(CONVERSATION, conversation, owner) === null) {
    return 'not-found';
  }
  sql.run(KEEP, hash, owner, conversation, text, createdAt);
  sql.run(TRIM, owner, most);
  return null;
}
