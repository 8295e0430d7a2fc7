import type { RefusalReason } from '../../../ports/store.ts';
import type { WriterRequest } from '../protocol.ts';
import { text } from '../rows.ts';
import type { Statements } from '../statements.ts';
import { createConversation } from './write-conversation.ts';
import type { WriteContext, WriteOf } from './write-context.ts';
import { addToIndex } from './write-index.ts';

type RequestOf<Kind extends WriterRequest['kind']> = Extract<WriterRequest, { readonly kind: Kind }>;

const STAGE = 'INSERT INTO staged (conversation, node) VALUES (?, ?) ON CONFLICT DO NOTHING';
const CREATE = `INSERT INTO message
  (conversation, id, parent, role, parts, status, turn, created_at, external_id, speaker)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Stores messages where nobody finds them: their conversation is not there. */
export function stage(sql: Statements, { conversation, node, messages }: RequestOf<'stage'>): null {
  sql.run(STAGE, conversation, node);
  for (const { message, session } of messages) {
    const { id, parent, role, parts, status, turn, createdAt, externalId = null, speaker = null } = message;
    const about = [role, JSON.stringify(parts), status, turn, createdAt, externalId, speaker];
    sql.run(CREATE, conversation, id, parent, ...about);
    addToIndex(sql, message, session);
  }
  return null;
}

/** Rows that one transaction removes: a few milliseconds, zeroing included. */
const SLICE = 250;
const STAGED = 'SELECT conversation FROM staged WHERE conversation = ?';
const ABANDONED = 'SELECT conversation FROM staged WHERE node <> ? LIMIT 1';

/** Removes some of what is staged under this name, or, without one, by processes that are gone. True while more is left. */
export function unstage(sql: Statements, { conversation, node }: RequestOf<'unstage'>): boolean {
  const row = conversation === null ? sql.get(ABANDONED, node) : sql.get(STAGED, conversation);
  if (row === null) return false;
  const name = text(row, 'conversation');
  const removed = ['message_index', 'message'].map((table) => sql.run(REMOVE(table), name, SLICE));
  if (removed.every((count) => count === 0)) sql.run('DELETE FROM staged WHERE conversation = ?', name);
  return true;
}

const REMOVE = (table: string): string => {
  const key = table === 'message' ? 'id' : 'position';
  return `DELETE FROM ${table} WHERE conversation = ?1 AND ${key} IN
    (SELECT ${key} FROM ${table} WHERE conversation = ?1 LIMIT ?2)`;
};

/** What is staged under the conversation's name is there from now on, with the conversation. */
export function publishConversation(
  context: WriteContext,
  { conversation }: WriteOf<'conversation.publish'>,
): RefusalReason | null {
  const { sql } = context;
  if (sql.run('DELETE FROM staged WHERE conversation = ?', conversation.id) === 0) return 'not-found';
  return createConversation(context, { kind: 'conversation.create', conversation });
}
