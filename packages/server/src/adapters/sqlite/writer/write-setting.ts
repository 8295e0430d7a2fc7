import type { RefusalReason } from '../../../ports/store.ts';
import { integer } from '../rows.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const REVISION = 'SELECT revision FROM setting WHERE owner = ? AND kind = ? AND id = ?';
const PUT = `INSERT INTO setting (owner, kind, id, data, revision, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (owner, kind, id) DO UPDATE
  SET data = excluded.data, revision = excluded.revision, updated_at = excluded.updated_at`;
const REMOVE = 'DELETE FROM setting WHERE owner = ? AND kind = ? AND id = ?';

export function putSetting({ sql }: WriteContext, { setting }: WriteOf<'setting.put'>): RefusalReason | null {
  const { owner, kind, id, data, revision, createdAt, updatedAt } = setting;
  const stored = sql.get(REVISION, owner, kind, id);
  if ((stored === null ? 0 : integer(stored, 'revision')) !== revision - 1) {
    return 'fenced';
  }
  sql.run(PUT, owner, kind, id, JSON.stringify(data), revision, createdAt, updatedAt);
  return null;
}

export function removeSetting(
  { sql }: WriteContext,
  { owner, setting, id }: WriteOf<'setting.remove'>,
): RefusalReason | null {
  return sql.run(REMOVE, owner, setting, id) === 0 ? 'not-found' : null;
}
