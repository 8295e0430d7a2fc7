import { integer } from '../rows.ts';
import type { Statements } from '../statements.ts';

/** As large as a number of JavaScript holds exactly, and never the same again. */
const EDITION = 'random() & 0xffffffffffff';
const NEXT = `INSERT INTO memory_scope (owner, scope, added, edition) VALUES (?1, ?2, 1, ${EDITION})
  ON CONFLICT (owner, scope) DO UPDATE SET added = added + 1 RETURNING added`;
const BEGIN = `UPDATE memory_scope SET edition = ${EDITION}
  WHERE (owner, scope) = (SELECT owner, scope FROM memory WHERE id = ?)`;

/** The place of a memory that is added to its scope. */
export function nextPosition(sql: Statements, owner: string, scope: string): number {
  return integer(sql.get(NEXT, owner, scope) ?? {}, 'added');
}

/** The memory goes, or says something else: who has read its scope reads it again. */
export function beginEdition(sql: Statements, memory: string): void {
  sql.run(BEGIN, memory);
}
