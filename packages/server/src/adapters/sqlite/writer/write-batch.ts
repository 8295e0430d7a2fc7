import { EXTRACTION, type ExtractionPayload } from '../../../ports/memory-store.ts';
import type { RefusalReason } from '../../../ports/store.ts';
import { batchOf } from '../memory-rows.ts';
import { integer } from '../rows.ts';
import type { Row, Statements } from '../statements.ts';
import { createJob } from './write-row.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const OWNED = 'SELECT 1 FROM conversation WHERE id = ? AND owner = ?';
const BATCH = 'SELECT * FROM memory_batch WHERE conversation = ?';
const NOTE = `INSERT INTO memory_batch
    (conversation, owner, scope, from_message, to_message, turn, messages, tokens, updated_at, read)
  VALUES (?1, ?2, ?3, NULL, ?4, ?5, ?6, ?7, ?8, ?9)
  ON CONFLICT (conversation) DO UPDATE SET scope = ?3, to_message = ?4, turn = ?5, messages = messages + ?6,
    tokens = tokens + ?7, updated_at = ?8, read = CASE WHEN messages = 0 THEN ?9 ELSE min(read, ?9) END
    WHERE turn <> ?5`;
const EMPTY = 'UPDATE memory_batch SET from_message = to_message, messages = 0, tokens = 0 WHERE conversation = ?';
const IDLE = 'SELECT * FROM memory_batch WHERE messages > 0 AND updated_at < ? ORDER BY updated_at LIMIT ?';
const PUT_SUMMARY = `INSERT INTO summary (conversation, owner, upto_message, upto_at, text, tokens)
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (conversation) DO UPDATE
  SET upto_message = excluded.upto_message, upto_at = excluded.upto_at, text = excluded.text, tokens = excluded.tokens
  WHERE excluded.upto_at >= upto_at`;

export function noteMessages(context: WriteContext, write: WriteOf<'memory.note'>): RefusalReason | null {
  const { sql } = context;
  const { conversation, owner, scope, to, turn, messages, tokens, updatedAt } = write.batch;
  if (sql.get(OWNED, conversation, owner) === null) return 'not-found';
  const read = write.read ? 1 : 0;
  const changed = sql.run(NOTE, conversation, owner, scope, to, turn, messages, tokens, updatedAt, read);
  const row = sql.get(BATCH, conversation);
  if (changed === 0 || row === null) return null;
  const batch = batchOf(row);
  if (batch.messages >= write.full.messages || batch.tokens >= write.full.tokens) hand(context, row, updatedAt);
  return null;
}

/** Conversations that fell silent: what waits there is read, however little it is. */
export function closeBatches(context: WriteContext, write: WriteOf<'memory.close'>): RefusalReason | null {
  for (const row of context.sql.all(IDLE, write.before, write.limit)) hand(context, row, write.at);
  return null;
}

/** Empties the batch into a job. Its last message names the job: no other batch ends with it. */
function hand(context: WriteContext, row: Row, runAt: number): void {
  const { conversation, owner, scope, from, to, turn } = batchOf(row);
  const payload: ExtractionPayload = { owner, scope, conversation, from, to, read: integer(row, 'read') === 1 };
  const key = `${conversation} ${from ?? ''} ${to}`;
  const job = { id: to, kind: EXTRACTION, key, payload: { ...payload }, attempts: 0, runAt, turn };
  createJob(context, { kind: 'job.create', job });
  empty(context.sql, conversation);
}

function empty(sql: Statements, conversation: string): void {
  sql.run(EMPTY, conversation);
}

export function putSummary({ sql }: WriteContext, { summary }: WriteOf<'summary.put'>): RefusalReason | null {
  const { conversation, owner, uptoMessage, uptoAt, text, tokens } = summary;
  if (sql.get(OWNED, conversation, owner) !== null) {
    sql.run(PUT_SUMMARY, conversation, owner, uptoMessage, uptoAt, text, tokens);
  }
  return null;
}
