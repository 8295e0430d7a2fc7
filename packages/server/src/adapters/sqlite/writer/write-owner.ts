import { createHash } from 'node:crypto';
import type { RefusalReason } from '../../../ports/store.ts';
import { text } from '../rows.ts';
import type { Statements } from '../statements.ts';
import { clearMemories } from './forget-memories.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

/** What has to be removed one by one before, because more hangs on it than rows. */
const BEFORE = ['SELECT 1 FROM conversation WHERE owner = ? LIMIT 1', 'SELECT 1 FROM media WHERE owner = ? LIMIT 1'];
/** Every table that says whose its rows are, so that none is forgotten that comes later. */
const OWNED_TABLES = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'revocation'
  AND EXISTS (SELECT 1 FROM pragma_table_info(sqlite_schema.name) AS field WHERE field.name = 'owner')`;
const JOBS = "DELETE FROM job WHERE payload ->> 'owner' = ?";
const WELCOMED = 'SELECT 1 FROM ledger WHERE owner = ? LIMIT 1';
const REMEMBER = 'INSERT OR IGNORE INTO erased (owner_hash) VALUES (?)';
const WAS_ERASED = 'SELECT 1 FROM erased WHERE owner_hash = ?';

/** Removes all rows of the owner, but for the moment from which tokens count: else revoked ones would count again. */
export function eraseOwner(context: WriteContext, { owner }: WriteOf<'owner.erase'>): RefusalReason | null {
  const { sql } = context;
  if (BEFORE.some((question) => sql.get(question, owner) !== null)) return 'busy';
  if (sql.get(WELCOMED, owner) !== null) sql.run(REMEMBER, hashOf(owner));
  clearMemories(context, { kind: 'memory.clear', owner, scope: null });
  for (const table of sql.all(OWNED_TABLES)) sql.run(`DELETE FROM "${text(table, 'name')}" WHERE owner = ?`, owner);
  sql.run(JOBS, owner);
  return null;
}

/** Whether the owner had points before they were erased. */
export function wasErased(sql: Statements, owner: string): boolean {
  return sql.get(WAS_ERASED, hashOf(owner)) !== null;
}

function hashOf(owner: string): string {
  return createHash('sha256').update(owner).digest('hex');
}
