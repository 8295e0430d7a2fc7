import type { RefusalReason } from '../../../ports/store.ts';
import { text } from '../rows.ts';
import { forgetConversation } from './forget-memories.ts';
import { forgetContexts } from './write-turn-context.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const CREATE = `INSERT INTO conversation
  (id, owner, assistant, mount, external_key, title, created_at, updated_at, head) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;
const RENAME = 'UPDATE conversation SET title = ?, updated_at = max(updated_at, ?) WHERE id = ? AND owner = ?';
const OWNED = 'SELECT 1 FROM conversation WHERE id = ? AND owner = ?';
const OPEN = 'SELECT 1 FROM turn WHERE conversation = ? AND ended_at IS NULL LIMIT 1';
const TURNS = 'SELECT id FROM turn WHERE conversation = ?';

export function createConversation({ sql }: WriteContext, write: WriteOf<'conversation.create'>): RefusalReason | null {
  const { id, owner, assistant, mount, externalKey, title, createdAt, updatedAt, head } = write.conversation;
  const values = [id, owner, assistant, mount, externalKey, title, createdAt, updatedAt, head];
  return sql.run(CREATE, ...values) === 0 ? 'exists' : null;
}

export function renameConversation({ sql }: WriteContext, write: WriteOf<'conversation.rename'>): RefusalReason | null {
  return sql.run(RENAME, write.title, write.at, write.id, write.owner) === 0 ? 'not-found' : null;
}

/** Removes every row that was made for the conversation; the commit that does so also empties the journal. */
export function deleteConversation(context: WriteContext, write: WriteOf<'conversation.delete'>): RefusalReason | null {
  const { sql, appends } = context;
  if (sql.get(OWNED, write.id, write.owner) === null) {
    return 'not-found';
  }
  if (sql.get(OPEN, write.id) !== null) {
    return 'busy';
  }
  for (const row of sql.all(TURNS, write.id)) {
    const turn = text(row, 'id');
    appends.forget(turn);
    sql.run('DELETE FROM segment WHERE turn = ?', turn);
    sql.run('DELETE FROM idempotency WHERE turn = ?', turn);
    sql.run('DELETE FROM job WHERE turn = ?', turn);
  }
  forgetConversation(sql, write.id);
  forgetContexts(sql, write.owner, write.id);
  sql.run('DELETE FROM answer WHERE conversation = ?', write.id);
  sql.run('DELETE FROM state WHERE conversation = ?', write.id);
  sql.run('DELETE FROM turn WHERE conversation = ?', write.id);
  sql.run('DELETE FROM message_index WHERE conversation = ?', write.id);
  sql.run('DELETE FROM message WHERE conversation = ?', write.id);
  // The key of its import.
  sql.run('DELETE FROM idempotency WHERE turn = ?', write.id);
  sql.run('DELETE FROM conversation WHERE id = ?', write.id);
  return null;
}
