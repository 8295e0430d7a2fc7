import { joinDates, joinTerms, readMessage } from '../../../retrieval/dialogue/read-message.ts';
import { sessionAfter } from '../../../ports/dialogue-sessions.ts';
import { type MessageRecord, textOf } from '../../../ports/records.ts';
import type { RefusalReason } from '../../../ports/store.ts';
import { integer, messageOf } from '../rows.ts';
import type { Statements } from '../statements.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const MESSAGE = 'SELECT * FROM message WHERE conversation = ? AND id = ?';
const INDEXED = 'SELECT 1 FROM message_index WHERE message = ?';
const LAST = 'SELECT position, session, at FROM message_index WHERE conversation = ? ORDER BY position DESC LIMIT 1';
const ADD = `INSERT INTO message_index (conversation, position, message, session, at, speaker, terms, names, dates, question)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Makes a stored message findable. A second time changes nothing. */
export function indexMessage({ sql }: WriteContext, write: WriteOf<'message.index'>): RefusalReason | null {
  const row = sql.get(MESSAGE, write.conversation, write.message);
  if (row === null) return 'not-found';
  if (sql.get(INDEXED, write.message) !== null) return null;
  addToIndex(sql, messageOf(row), null);
  return null;
}

/** `session` null: as the silence before it says. */
export function addToIndex(sql: Statements, message: MessageRecord, session: number | null): void {
  const { id, conversation, role, createdAt: at, parts, speaker = role } = message;
  const row = sql.get(LAST, conversation);
  const last = row === null ? null : { session: integer(row, 'session'), at: integer(row, 'at') };
  const position = row === null ? 1 : integer(row, 'position') + 1;
  const { terms, names, dates, question } = readMessage(textOf(parts), at);
  const found = [joinTerms(terms), joinTerms(names), joinDates(dates), question];
  sql.run(ADD, conversation, position, id, session ?? sessionAfter(last, at), at, speaker, ...found);
}
