import type { RefusalReason } from '../../../ports/store.ts';
import type { TurnEndRequest } from '../protocol.ts';
import { integer, text } from '../rows.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const EXISTING = 'SELECT 1 FROM turn WHERE id = ?';
/** All that decides about a new turn in one statement. */
const SITUATION = `SELECT count(*) AS open, coalesce(sum(status = 'queued'), 0) AS waiting,
    EXISTS (SELECT 1 FROM conversation WHERE id = ?1 AND owner = ?2) AS owned,
    EXISTS (SELECT 1 FROM turn WHERE id = ?3) AS existing
  FROM turn WHERE conversation = ?1 AND ended_at IS NULL`;
const CREATE = `INSERT INTO turn
  (id, conversation, owner, assistant, mount, operation, user_message, assistant_message, status, node, epoch, attempts,
   model, max_tokens, time_limit_ms, correlation_id, cancel_requested_by, options, usage, calls, created_at, ended_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)`;

/** Adds the turn, running, or `queued` where it has to wait. */
export function createTurn(
  { sql, fence }: WriteContext,
  { turn, maxWaiting }: WriteOf<'turn.create'>,
): RefusalReason | { readonly queued: true } | null {
  const situation = sql.get(SITUATION, turn.conversation, turn.owner, turn.id);
  if (situation === null || integer(situation, 'owned') === 0) {
    return 'not-found';
  }
  if (integer(situation, 'existing') === 1) {
    return 'exists';
  }
  const queued = integer(situation, 'open') > 0;
  if (queued && integer(situation, 'waiting') >= maxWaiting) {
    return maxWaiting === 0 ? 'busy' : 'queue-full';
  }
  sql.run(
    CREATE,
    turn.id,
    turn.conversation,
    turn.owner,
    turn.assistant,
    turn.mount,
    turn.operation,
    turn.userMessage,
    turn.assistantMessage,
    queued ? 'queued' : 'running',
    turn.node,
    turn.epoch,
    turn.attempts,
    turn.model,
    turn.maxTokens,
    turn.timeLimitMs,
    turn.correlationId,
    turn.cancelRequestedBy,
    JSON.stringify(turn.options),
    turn.usage === null ? null : JSON.stringify(turn.usage),
    JSON.stringify(turn.calls),
    turn.createdAt,
  );
  fence.set(turn.id, { epoch: turn.epoch, claimedFrom: 0, next: 0 });
  return queued ? { queued } : null;
}

const OLDEST_OPEN = `SELECT id FROM turn WHERE ended_at IS NULL
  AND conversation = (SELECT conversation FROM turn WHERE id = ?) ORDER BY position LIMIT 1`;

/** A turn that runs already has begun: a repeat changes nothing. */
export function beginTurn({ sql, fence }: WriteContext, write: WriteOf<'turn.begin'>): RefusalReason | null {
  const oldest = sql.get(OLDEST_OPEN, write.turn);
  if (fence.get(write.turn)?.epoch !== write.epoch || oldest === null || text(oldest, 'id') !== write.turn) {
    return 'fenced';
  }
  sql.run("UPDATE turn SET status = 'running' WHERE id = ?", write.turn);
  return null;
}

export function attemptTurn({ sql, fence }: WriteContext, write: WriteOf<'turn.attempt'>): RefusalReason | null {
  if (fence.get(write.turn)?.epoch !== write.epoch) {
    return 'fenced';
  }
  const { turn, attempts, calls } = write;
  sql.run('UPDATE turn SET attempts = ?, calls = ? WHERE id = ?', attempts, JSON.stringify(calls), turn);
  return null;
}

const ENDED_ALIKE = 'SELECT 1 FROM turn WHERE id = ? AND epoch = ? AND status = ? AND ended_at IS NOT NULL';
const END = 'UPDATE turn SET status = ?, usage = ?, calls = ?, ended_at = ?, events = ? WHERE id = ?';

/** Ends the turn and seals its log, so that nothing of an ended turn stays in the journal's keeping. */
export function endTurn({ sql, fence, appends }: WriteContext, write: TurnEndRequest): RefusalReason | null {
  const { turn, epoch, status, usage, calls, at, tail } = write;
  const open = fence.get(turn);
  if (open?.epoch !== epoch) {
    return open === undefined && sql.get(ENDED_ALIKE, turn, epoch, status) !== null ? null : 'fenced';
  }
  appends.seal(turn, tail);
  const usageText = usage === null ? null : JSON.stringify(usage);
  sql.run(END, status, usageText, JSON.stringify(calls), at, open.next, turn);
  fence.close(turn);
  return null;
}

const CANCEL = 'UPDATE turn SET cancel_requested_by = coalesce(cancel_requested_by, ?) WHERE id = ?';

export function cancelTurn({ sql, fence }: WriteContext, write: WriteOf<'turn.cancel'>): RefusalReason | null {
  if (fence.get(write.turn) === undefined) {
    return sql.get(EXISTING, write.turn) === null ? 'not-found' : 'fenced';
  }
  sql.run(CANCEL, write.by, write.turn);
  return null;
}
