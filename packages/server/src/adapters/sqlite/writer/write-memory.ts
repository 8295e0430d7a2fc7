import type { RefusalReason } from '../../../ports/store.ts';
import { CURRENT } from '../memory-rows.ts';
import { integer, text } from '../rows.ts';
import type { Row, Statements } from '../statements.ts';
import { nextPosition } from './memory-order.ts';
import { addEntities } from './write-entities.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

/** From this Jaccard index of their terms on two texts of one subject say the same. Source: RETRIEVAL.md §3.4. */
const NEAR = 0.8;

const STORED = 'SELECT 1 FROM memory WHERE id = ?';
const OWNED_SOURCES = `SELECT message.id, message.conversation FROM json_each(?1) AS wanted
  CROSS JOIN message ON message.id = wanted.value
  CROSS JOIN conversation ON conversation.id = message.conversation AND conversation.owner = ?2`;
const SAID_BEFORE = `SELECT 1 FROM memory JOIN memory_source ON memory_source.memory = memory.id
  WHERE memory.owner = ?1 AND memory.scope = ?2 AND memory.subject = ?3 AND memory.attribute = ?4
    AND memory.value_key = ?5 AND memory_source.message IN (SELECT value FROM json_each(?6)) LIMIT 1`;
const ABOUT = `SELECT id, value_key, valid_from FROM memory
  WHERE owner = ? AND scope = ? AND subject = ? AND attribute = ? AND status = '${CURRENT}' ORDER BY valid_from, id`;
/** The Jaccard index is shared / (one + other - shared). */
const NEAREST = `SELECT memory.id, count(*) AS shared, memory.terms FROM json_each(?1) AS wanted
  CROSS JOIN memory_term ON memory_term.owner = ?2 AND memory_term.scope = ?3 AND memory_term.term = wanted.value
  CROSS JOIN memory ON memory.id = memory_term.memory AND memory.subject = ?4 AND memory.attribute = ?5
    AND memory.status = '${CURRENT}'
  GROUP BY memory.id ORDER BY shared DESC, memory.id LIMIT 8`;
const ADD = `INSERT INTO memory (id, owner, scope, type, subject, attribute, value, value_key, text, importance, valid_from,
  valid_to, event_at, recorded_at, superseded_by, status, extractor, terms, position)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const ADD_SOURCE = 'INSERT OR IGNORE INTO memory_source (memory, message, conversation) VALUES (?, ?, ?)';
const ADD_TERM = `INSERT OR IGNORE INTO memory_term (owner, scope, term, memory)
  SELECT ?1, ?2, value, ?3 FROM json_each(?4)`;
const RAISE = 'UPDATE memory SET importance = max(importance, ?) WHERE id = ? AND owner = ?';
const SUPERSEDE = `UPDATE memory SET status = 'superseded', superseded_by = ?1, valid_to = max(valid_from, ?2)
  WHERE id = ?3 AND owner = ?4 AND status = '${CURRENT}'`;
/** What had ended before, without anything in its place, has something in its place now. */
const FOLLOW = `UPDATE memory SET status = 'superseded', superseded_by = ?1 WHERE owner = ?2 AND scope = ?3
  AND subject = ?4 AND attribute = ?5 AND status = 'ended' AND valid_from <= ?6`;
const END_RELATIONS = 'UPDATE relation SET valid_to = ? WHERE memory = ? AND valid_to IS NULL';
const TOUCH = `UPDATE memory SET access_count = access_count + 1, last_accessed = ?
  WHERE owner = ? AND id IN (SELECT value FROM json_each(?))`;

/** Remembers something new, or finds that it is known. */
export function addMemory({ sql }: WriteContext, write: WriteOf<'memory.add'>): RefusalReason | null {
  const { memory, keys, single } = write;
  const { id, owner, scope, subject, attribute } = memory;
  const sources = sql.all(OWNED_SOURCES, JSON.stringify(write.sources), owner);
  const wanted = JSON.stringify(write.sources);
  if (
    sources.length === 0 ||
    sql.get(STORED, id) !== null ||
    sql.get(SAID_BEFORE, owner, scope, subject, attribute, keys.value, wanted) !== null
  ) {
    return null;
  }
  const others = sql.all(ABOUT, owner, scope, subject, attribute);
  const known = others.find((row) => text(row, 'value_key') === keys.value);
  const same = known === undefined ? (single ? null : nearDuplicate(sql, write)) : text(known, 'id');
  if (same !== null) {
    confirm(sql, { owner, id: same, importance: memory.importance, sources });
    return null;
  }
  const contradicted = single ? others : [];
  const later = contradicted.findLast((row) => integer(row, 'valid_from') > memory.validFrom);
  insert(sql, write, later ?? null);
  sources.forEach((row) => addSource(sql, id, row));
  addEntities(sql, write, later === undefined ? null : integer(later, 'valid_from'));
  // What was said later stays; the new one takes the place of what was said before.
  const outdated = later === undefined ? contradicted.map((row) => text(row, 'id')) : [];
  for (const former of [...outdated, ...write.supersedes]) supersede(sql, owner, former, memory);
  if (single) sql.run(FOLLOW, id, owner, scope, subject, attribute, memory.validFrom);
  return null;
}

/** The current memory of the same subject and attribute whose text says the same; null where there is none. */
function nearDuplicate(sql: Statements, { memory, keys }: WriteOf<'memory.add'>): string | null {
  const { owner, scope, subject, attribute } = memory;
  const rows = sql.all(NEAREST, JSON.stringify(keys.terms), owner, scope, subject, attribute);
  const near = rows.find((row) => {
    const shared = integer(row, 'shared');
    return shared / (keys.terms.length + integer(row, 'terms') - shared) >= NEAR;
  });
  return near === undefined ? null : text(near, 'id');
}

function insert(sql: Statements, { memory, keys }: WriteOf<'memory.add'>, later: Row | null): void {
  const { id, owner, scope, type, subject, attribute, value, importance, validFrom, eventAt, recordedAt } = memory;
  sql.run(
    ADD,
    id,
    owner,
    scope,
    type,
    subject,
    attribute,
    value,
    keys.value,
    memory.text,
    importance,
    validFrom,
    later === null ? null : integer(later, 'valid_from'),
    eventAt,
    recordedAt,
    later === null ? null : text(later, 'id'),
    later === null ? CURRENT : 'superseded',
    memory.extractor,
    keys.terms.length,
    nextPosition(sql, owner, scope),
  );
  sql.run(ADD_TERM, owner, scope, id, JSON.stringify(keys.terms));
}

function addSource(sql: Statements, memory: string, message: Row): void {
  sql.run(ADD_SOURCE, memory, text(message, 'id'), text(message, 'conversation'));
}

function supersede(
  sql: Statements,
  owner: string,
  former: string,
  { id, validFrom }: { readonly id: string; readonly validFrom: number },
): void {
  if (former !== id && sql.run(SUPERSEDE, id, validFrom, former, owner) > 0) {
    sql.run(END_RELATIONS, validFrom, former);
  }
}

interface Confirmation {
  readonly owner: string;
  readonly id: string;
  readonly importance: number;
  readonly sources: readonly Row[];
}

function confirm(sql: Statements, { owner, id, importance, sources }: Confirmation): void {
  if (sql.run(RAISE, importance, id, owner) > 0) sources.forEach((row) => addSource(sql, id, row));
}

export function confirmMemory({ sql }: WriteContext, write: WriteOf<'memory.confirm'>): RefusalReason | null {
  const sources = sql.all(OWNED_SOURCES, JSON.stringify(write.sources), write.owner);
  confirm(sql, { ...write, sources });
  return null;
}

export function endMemories({ sql }: WriteContext, write: WriteOf<'memory.end'>): RefusalReason | null {
  const { owner, scope, subject, attribute, value, at } = write;
  for (const row of sql.all(ABOUT, owner, scope, subject, attribute)) {
    const isMeant = value === null || isWithin(value, text(row, 'value_key'));
    if (isMeant && integer(row, 'valid_from') <= at) {
      sql.run("UPDATE memory SET status = 'ended', valid_to = ? WHERE id = ?", at, text(row, 'id'));
      sql.run(END_RELATIONS, at, text(row, 'id'));
    }
  }
  return null;
}

/** Whether all words of one value key are in the other: who leaves "Acme" leaves "Acme Corp". */
function isWithin(value: string, other: string): boolean {
  const words = new Set(other.split(' '));
  return value.split(' ').every((word) => words.has(word));
}

export function touchMemories({ sql }: WriteContext, write: WriteOf<'memory.touch'>): RefusalReason | null {
  sql.run(TOUCH, write.at, write.owner, JSON.stringify(write.ids));
  return null;
}
