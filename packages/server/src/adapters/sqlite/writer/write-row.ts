import type { RefusalReason } from '../../../ports/store.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const CREATE_KEY = `INSERT INTO idempotency (hash, fingerprint, turn, created_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (hash) DO NOTHING`;
const CREATE_JOB = `INSERT INTO job (id, kind, key, payload, attempts, run_at, turn) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (kind, key) DO NOTHING`;
const REVOKE = `INSERT INTO revocation (owner, before) VALUES (?, ?)
  ON CONFLICT (owner) DO UPDATE SET before = max(before, excluded.before)`;

export function createIdempotencyKey(
  { sql }: WriteContext,
  write: WriteOf<'idempotency.create'>,
): RefusalReason | null {
  const { hash, fingerprint, turn, createdAt } = write.key;
  return sql.run(CREATE_KEY, hash, fingerprint, turn, createdAt) === 0 ? 'exists' : null;
}

export function createJob({ sql }: WriteContext, write: WriteOf<'job.create'>): RefusalReason | null {
  const { id, kind, key, payload, attempts, runAt, turn } = write.job;
  sql.run(CREATE_JOB, id, kind, key, JSON.stringify(payload), attempts, runAt, turn);
  return null;
}

export function revokeTokens({ sql }: WriteContext, { owner, before }: WriteOf<'tokens.revoke'>): RefusalReason | null {
  sql.run(REVOKE, owner, before);
  return null;
}
