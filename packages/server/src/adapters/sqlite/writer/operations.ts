import type { JobRecord, TurnRecord } from '../../../ports/records.ts';
import type { WriterRequest } from '../protocol.ts';
import { integer, jobOf, text, turnOf } from '../rows.ts';
import type { Statements } from '../statements.ts';
import type { Fence } from './fence.ts';

type RequestOf<Kind extends WriterRequest['kind']> = Extract<WriterRequest, { readonly kind: Kind }>;

const ABANDONED = 'SELECT id FROM turn WHERE ended_at IS NULL AND node <> ? ORDER BY position';
const CLAIM = 'UPDATE turn SET epoch = epoch + 1, node = ?, claimed_from = ? WHERE id = ? RETURNING *';

const FREE_JOBS = 'UPDATE job SET lease_node = NULL, lease_until = NULL WHERE lease_node <> ?';

/** Whoever holds the lock is the only process: a turn of any other node has lost its owner, and a job its worker. */
export function claimAbandoned(sql: Statements, fence: Fence, node: string): readonly TurnRecord[] {
  sql.run(FREE_JOBS, node);
  return sql.all(ABANDONED, node).flatMap((row) => {
    const turn = text(row, 'id');
    const next = fence.get(turn)?.next ?? 0;
    const claimed = sql.get(CLAIM, node, next, turn);
    if (claimed === null) {
      return [];
    }
    fence.set(turn, { epoch: integer(claimed, 'epoch'), claimedFrom: next, next });
    return [turnOf(claimed)];
  });
}

/** Bounds of one transaction of a sweep: what SQLite removes in a few milliseconds, zeroing included. */
const SLICE_TURNS = 64;
const SLICE_BYTES = 1024 * 1024;

const OUTLIVED =
  'SELECT id, log FROM turn WHERE ended_at IS NOT NULL AND log < 2 AND ended_at < ? ORDER BY ended_at LIMIT ?';
const SEGMENTS = 'SELECT first_seq, octet_length(lines) AS bytes FROM segment WHERE turn = ? ORDER BY first_seq';

/**
 * Removes some of the logs that outlived their retention, with the idempotency keys of their turns. The first thing
 * that goes is the right to read the log, so that nobody meets a half of one. Returns true while more is left.
 */
export function sweep(sql: Statements, before: number): boolean {
  const turns = sql.all(OUTLIVED, before, SLICE_TURNS).map((row) => text(row, 'id'));
  let bytes = 0;
  for (const turn of turns) {
    sql.run('UPDATE turn SET log = 1 WHERE id = ?', turn);
    for (const segment of sql.all(SEGMENTS, turn)) {
      if (bytes > SLICE_BYTES) {
        return true;
      }
      bytes += integer(segment, 'bytes');
      sql.run('DELETE FROM segment WHERE turn = ? AND first_seq = ?', turn, integer(segment, 'first_seq'));
    }
    sql.run('DELETE FROM idempotency WHERE turn = ?', turn);
    sql.run('UPDATE turn SET log = 2 WHERE id = ?', turn);
  }
  return turns.length === SLICE_TURNS;
}

export function ping(sql: Statements, at: number): null {
  sql.run('INSERT OR REPLACE INTO pulse (id, at) VALUES (1, ?)', at);
  return null;
}

const CLAIM_JOBS = `UPDATE job SET attempts = attempts + 1, lease_node = ?1, lease_until = ?2
  WHERE id IN (
    SELECT id FROM job WHERE run_at <= ?3 AND kind IN (SELECT value FROM json_each(?4))
      AND (lease_until IS NULL OR lease_until <= ?3)
    ORDER BY run_at, id LIMIT ?5)
  RETURNING *`;

export function claimJobs(sql: Statements, request: RequestOf<'claim-jobs'>): readonly JobRecord[] {
  const { kinds, node, now, leaseMs, limit } = request;
  const jobs = sql.all(CLAIM_JOBS, node, now + leaseMs, now, JSON.stringify(kinds), limit).map(jobOf);
  // RETURNING promises no order.
  return jobs.sort((a, b) => a.runAt - b.runAt || (a.id < b.id ? -1 : 1));
}

/** A job that another node has leased meanwhile is left to that node. */
export function completeJob(sql: Statements, { id, node }: RequestOf<'complete-job'>): null {
  sql.run('DELETE FROM job WHERE id = ? AND lease_node = ?', id, node);
  return null;
}

export function retryJob(sql: Statements, { id, node, runAt }: RequestOf<'retry-job'>): null {
  const giveBack = 'UPDATE job SET run_at = ?, lease_node = NULL, lease_until = NULL WHERE id = ? AND lease_node = ?';
  sql.run(giveBack, runAt, id, node);
  return null;
}
