import type { RefusalReason } from '../../../ports/store.ts';
import { CURRENT } from '../memory-rows.ts';
import { beginEdition } from './memory-order.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const COPY = `INSERT INTO memory (id, owner, scope, type, subject, attribute, value, value_key, text, importance,
    valid_from, valid_to, event_at, recorded_at, superseded_by, status, access_count, last_accessed, extractor, terms,
    position)
  SELECT ?1, owner, scope, type, subject, attribute, value, value_key, text, importance,
    valid_from, max(valid_from, ?2), event_at, recorded_at, id, 'superseded', access_count, last_accessed, extractor, terms,
    position
  FROM memory WHERE id = ?3 AND owner = ?4 AND status = '${CURRENT}'`;
const WEIGH = `UPDATE memory SET importance = ? WHERE id = ? AND owner = ? AND status = '${CURRENT}'`;
const COPY_SOURCES = `INSERT INTO memory_source (memory, message, conversation)
  SELECT ?1, message, conversation FROM memory_source WHERE memory = ?2`;
const COPY_TERMS = `INSERT INTO memory_term (owner, scope, term, memory)
  SELECT owner, scope, term, ?1 FROM memory_term WHERE memory = ?2`;
const KEEP_FORMER = 'UPDATE memory SET superseded_by = ?1 WHERE superseded_by = ?2 AND id <> ?1';
const CHANGE = `UPDATE memory SET type = ?, value = ?, value_key = ?, text = ?, importance = ?, event_at = ?,
  valid_from = ?, extractor = 'user', terms = ? WHERE id = ?`;
const ADD_TERMS = `INSERT OR IGNORE INTO memory_term (owner, scope, term, memory)
  SELECT owner, scope, wanted.value, memory.id FROM memory CROSS JOIN json_each(?1) AS wanted WHERE memory.id = ?2`;

/** What the memory said goes to a row of its own, before the rows that it had taken the place of. */
export function correctMemory({ sql }: WriteContext, write: WriteOf<'memory.correct'>): RefusalReason | null {
  const { owner, id, former, changes, keys, at } = write;
  if (former === null) return sql.run(WEIGH, changes.importance, id, owner) === 0 ? 'not-found' : null;
  if (sql.run(COPY, former, at, id, owner) === 0) return 'not-found';
  sql.run(COPY_SOURCES, former, id);
  sql.run(COPY_TERMS, former, id);
  sql.run(KEEP_FORMER, former, id);
  const { type, value, text, importance, eventAt } = changes;
  sql.run(CHANGE, type, value, keys.value, text, importance, eventAt, at, keys.terms.length, id);
  sql.run('DELETE FROM memory_term WHERE memory = ?', id);
  sql.run(ADD_TERMS, JSON.stringify(keys.terms), id);
  beginEdition(sql, id);
  // They said what is no longer so.
  sql.run('UPDATE relation SET memory = ?1, valid_to = ?2 WHERE memory = ?3', former, at, id);
  sql.run('UPDATE mention SET memory = ?1 WHERE memory = ?2', former, id);
  return null;
}
