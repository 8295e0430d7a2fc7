import { EXTRACTION, scopeOf } from '../../../ports/memory-store.ts';
import type { RefusalReason } from '../../../ports/store.ts';
import { conversationOf, text } from '../rows.ts';
import type { Row, Statements } from '../statements.ts';
import { beginEdition } from './memory-order.ts';
import { clearContexts, forgetContexts } from './write-turn-context.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const ID = 'SELECT id FROM memory WHERE id = ? AND owner = ?';
const WITH_FORMER = `WITH RECURSIVE line AS (
    SELECT id FROM memory WHERE id = ?1 AND owner = ?2
    UNION
    SELECT memory.id FROM line JOIN memory ON memory.superseded_by = line.id AND memory.owner = ?2
  ) SELECT id FROM line`;
/** Of a scope and of its members', which begin with its name and a slash. */
const inScope = (scope: string, wanted: string): string =>
  `(${wanted} IS NULL OR ${scope} = ${wanted} OR substr(${scope}, 1, length(${wanted}) + 1) = ${wanted} || '/')`;
const OF_OWNER = `SELECT id FROM memory WHERE owner = ?1 AND ${inScope('scope', '?2')}`;
const OF_CONVERSATION = 'SELECT DISTINCT memory AS id FROM memory_source WHERE conversation = ?';
const BATCHES = `SELECT conversation AS id FROM memory_batch WHERE owner = ?1 AND ${inScope('scope', '?2')}`;
const SUMMED_UP = `SELECT conversation.* FROM summary JOIN conversation ON conversation.id = summary.conversation
  WHERE summary.owner = ?`;
const PASS_OVER = `UPDATE memory_batch SET from_message = to_message, messages = 0, tokens = 0
  WHERE conversation = ?`;
/** What was said before is not remembered again: not by what waits, and not by a job that runs. */
const DROP_JOBS = `DELETE FROM job WHERE kind = ?1 AND payload ->> 'owner' = ?2
  AND ${inScope("(payload ->> 'scope')", '?3')}`;
const LAST_SOURCE = 'SELECT 1 FROM memory_source WHERE memory = ? LIMIT 1';
const MENTIONED = 'SELECT entity AS id FROM mention WHERE memory = ?';
const STILL_MENTIONED = 'SELECT 1 FROM mention WHERE entity = ? LIMIT 1';
/** Each with the memory's id. */
const OF_MEMORY = [
  'DELETE FROM memory_source WHERE memory = ?',
  'DELETE FROM memory_term WHERE memory = ?',
  'DELETE FROM mention WHERE memory = ?',
  'DELETE FROM relation WHERE memory = ?',
  'UPDATE memory SET superseded_by = NULL WHERE superseded_by = ?',
  'DELETE FROM memory WHERE id = ?',
];
const OF_ENTITY = [
  'DELETE FROM relation WHERE src = ?',
  'DELETE FROM relation WHERE dst = ?',
  'DELETE FROM entity_alias WHERE entity = ?',
  'DELETE FROM entity WHERE id = ?',
];

export function removeMemory({ sql }: WriteContext, { owner, id }: WriteOf<'memory.remove'>): RefusalReason | null {
  if (sql.get(ID, id, owner) === null) return 'not-found';
  const memories = sql.all(WITH_FORMER, id, owner);
  memories.forEach((row) => forgetContexts(sql, owner, text(row, 'id')));
  forget(sql, memories);
  return null;
}

export function clearMemories({ sql }: WriteContext, { owner, scope }: WriteOf<'memory.clear'>): RefusalReason | null {
  forget(sql, sql.all(OF_OWNER, owner, scope));
  clearContexts(sql, owner);
  // Of conversations that were brought in there is a summary and no batch.
  for (const row of sql.all(SUMMED_UP, owner)) {
    const { id, ...conversation } = conversationOf(row);
    const own = scopeOf(conversation);
    if (scope === null || own === scope || own.startsWith(`${scope}/`))
      sql.run('DELETE FROM summary WHERE conversation = ?', id);
  }
  for (const row of sql.all(BATCHES, owner, scope)) sql.run(PASS_OVER, text(row, 'id'));
  sql.run(DROP_JOBS, EXTRACTION, owner, scope);
  return null;
}

/** The conversation goes: its summary, and the memories that come from nowhere else. */
export function forgetConversation(sql: Statements, conversation: string): void {
  const memories = sql.all(OF_CONVERSATION, conversation);
  sql.run('DELETE FROM memory_source WHERE conversation = ?', conversation);
  forget(
    sql,
    memories.filter((row) => sql.get(LAST_SOURCE, text(row, 'id')) === null),
  );
  sql.run('DELETE FROM summary WHERE conversation = ?', conversation);
  sql.run('DELETE FROM memory_batch WHERE conversation = ?', conversation);
}

/** Removes the memories, what hangs on them, and the entities that nothing mentions any more. */
function forget(sql: Statements, memories: readonly Row[]): void {
  const entities = new Set<string>();
  for (const row of memories) {
    const memory = text(row, 'id');
    sql.all(MENTIONED, memory).forEach((mention) => entities.add(text(mention, 'id')));
    beginEdition(sql, memory);
    OF_MEMORY.forEach((statement) => sql.run(statement, memory));
  }
  for (const entity of entities) {
    if (sql.get(STILL_MENTIONED, entity) === null) OF_ENTITY.forEach((statement) => sql.run(statement, entity));
  }
}
