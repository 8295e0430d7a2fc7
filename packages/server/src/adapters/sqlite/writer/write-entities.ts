import { text } from '../rows.ts';
import type { Statements } from '../statements.ts';
import type { WriteOf } from './write-context.ts';

const KNOWN = `SELECT entity FROM entity_alias WHERE owner = ?1 AND scope = ?2
  AND alias IN (SELECT value FROM json_each(?3)) ORDER BY entity LIMIT 1`;
const ADD = 'INSERT INTO entity (id, owner, scope, name, type) VALUES (?, ?, ?, ?, ?)';
/** A name that another entity has stays with that one. */
const ADD_ALIAS = `INSERT OR IGNORE INTO entity_alias (owner, scope, alias, entity)
  SELECT ?1, ?2, value, ?3 FROM json_each(?4)`;
const MENTION = 'INSERT OR IGNORE INTO mention (entity, memory) VALUES (?, ?)';
const RELATE = `INSERT OR IGNORE INTO relation (memory, src, predicate, dst, valid_from, valid_to)
  VALUES (?, ?, ?, ?, ?, ?)`;

/** Notes what the new memory mentions and relates; `validTo` where it is outdated already. */
export function addEntities(sql: Statements, write: WriteOf<'memory.add'>, validTo: number | null): void {
  const { id: memory, owner, scope, validFrom } = write.memory;
  const stored = new Map<string, string>();
  for (const { id, name, type, aliases } of write.entities) {
    const names = JSON.stringify([...new Set([name.toLowerCase(), ...aliases])]);
    const known = sql.get(KNOWN, owner, scope, names);
    const entity = known === null ? id : text(known, 'entity');
    if (known === null) sql.run(ADD, id, owner, scope, name, type);
    sql.run(ADD_ALIAS, owner, scope, entity, names);
    sql.run(MENTION, entity, memory);
    stored.set(id, entity);
  }
  for (const { src, predicate, dst } of write.relations) {
    const [from, to] = [stored.get(src), stored.get(dst)];
    if (from !== undefined && to !== undefined) sql.run(RELATE, memory, from, predicate, to, validFrom, validTo);
  }
}
