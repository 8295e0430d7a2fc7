import type { CommitOutcome, RefusalReason } from '../../../ports/store.ts';
import { isDefect } from '../errors.ts';
import type { CommitReply, CommitRequest, UnitRequest, WriteRequest } from '../protocol.ts';
import type { Statements } from '../statements.ts';
import { decodeUnit } from '../unit-text.ts';
import { addSegment, Appends } from './appends.ts';
import { correctMemory } from './correct-memory.ts';
import type { Fence } from './fence.ts';
import { clearMemories, removeMemory } from './forget-memories.ts';
import { closeBatches, noteMessages, putSummary } from './write-batch.ts';
import { createConversation, deleteConversation, renameConversation } from './write-conversation.ts';
import type { WriteContext } from './write-context.ts';
import { keepAnswer } from './write-answer.ts';
import { forgetMedia, putMedia } from './write-media.ts';
import { addMemory, confirmMemory, endMemories, touchMemories } from './write-memory.ts';
import { indexMessage } from './write-index.ts';
import { keepContext } from './write-turn-context.ts';
import { eraseOwner } from './write-owner.ts';
import { createMessage } from './write-message.ts';
import { grantPoints, reservePoints, settlePoints } from './write-points.ts';
import { finishJob } from './write-job.ts';
import { putSetting, removeSetting } from './write-setting.ts';
import { publishConversation } from './write-staged.ts';
import { putState } from './write-state.ts';
import { createIdempotencyKey, createJob, revokeTokens } from './write-row.ts';
import { attemptTurn, beginTurn, cancelTurn, createTurn, endTurn } from './write-turn.ts';

const COMMITTED: CommitOutcome = { committed: true };

/** A unit was refused that cannot be taken back by itself: the transaction has to be, and begun again with savepoints. */
export class SavepointsNeeded extends Error {}

/**
 * Applies all units of the request within the transaction that the caller has begun. Nearly all commits have no unit that
 * is refused, so it may be tried without the savepoints that take back a single one; it then throws `SavepointsNeeded`
 * where it would have needed one.
 */
export function applyCommit(sql: Statements, fence: Fence, request: CommitRequest, savepoints: boolean): CommitReply {
  const appends = new Appends(sql, fence, request.sections);
  const context: CommitContext = { sql, fence, appends, savepoints };
  for (const seal of request.seals) {
    addSegment(sql, seal);
  }
  const outcomes: CommitOutcome[] = [];
  for (const unit of request.units) {
    if (typeof unit === 'number') {
      for (let taken = 0; taken < unit; taken += 1) {
        outcomes.push(appendOutcome(appends));
      }
    } else {
      outcomes.push(applyUnit(context, decodeUnit(unit)));
    }
  }
  if (request.erase) {
    sql.run('DELETE FROM journal');
    appends.writeSegments();
  } else {
    appends.writeEntry(request.slot, request.entry);
  }
  return outcomes.every((outcome) => outcome === COMMITTED) ? null : outcomes;
}

function appendOutcome(appends: Appends): CommitOutcome {
  const reason = appends.take();
  return reason === null ? COMMITTED : { committed: false, reason, write: 0 };
}

interface CommitContext extends WriteContext {
  readonly savepoints: boolean;
}

function applyUnit(context: CommitContext, unit: UnitRequest): CommitOutcome {
  const { sql, fence, appends, savepoints } = context;
  const fenceMark = fence.mark();
  const appendsMark = appends.mark();
  // Appends are decided about without the database; all else may have something to take back.
  const guarded = unit.some((write) => write.kind !== 'turn.append');
  if (guarded && savepoints) {
    sql.run('SAVEPOINT unit');
  }
  let outcome: CommitOutcome = COMMITTED;
  for (const [index, write] of unit.entries()) {
    const result = applyOrRefuse(context, write);
    if (typeof result === 'string') {
      if (guarded && !savepoints) {
        throw new SavepointsNeeded();
      }
      if (guarded) {
        sql.run('ROLLBACK TO unit');
        sql.run('RELEASE unit');
      }
      fence.revertTo(fenceMark);
      appends.revertTo(appendsMark);
      appends.skip(unit.slice(index + 1).filter(({ kind }) => kind === 'turn.append').length);
      return { committed: false, reason: result, write: index };
    }
    outcome = result === null ? outcome : { ...outcome, ...result };
  }
  if (guarded && savepoints) {
    sql.run('RELEASE unit');
  }
  return outcome;
}

/** A write that cannot be stored costs its own unit, never the commit of everybody else. */
function applyOrRefuse(context: WriteContext, write: WriteRequest): ReturnType<typeof applyWrite> {
  try {
    return applyWrite(context, write);
  } catch (error) {
    if (isDefect(error)) {
      return 'invalid';
    }
    throw error;
  }
}

/** What a unit reports beside its success. */
type Report = Omit<Extract<CommitOutcome, { readonly committed: true }>, 'committed'>;

type MemoryRequest = Extract<WriteRequest, { readonly kind: `memory.${string}` | 'summary.put' }>;

function applyMemoryWrite(context: WriteContext, write: MemoryRequest): RefusalReason | null {
  switch (write.kind) {
    case 'memory.note':
      return noteMessages(context, write);
    case 'memory.close':
      return closeBatches(context, write);
    case 'memory.add':
      return addMemory(context, write);
    case 'memory.confirm':
      return confirmMemory(context, write);
    case 'memory.end':
      return endMemories(context, write);
    case 'memory.correct':
      return correctMemory(context, write);
    case 'memory.remove':
      return removeMemory(context, write);
    case 'memory.clear':
      return clearMemories(context, write);
    case 'memory.touch':
      return touchMemories(context, write);
    case 'summary.put':
      return putSummary(context, write);
  }
}

function applyWrite(context: WriteContext, write: WriteRequest): RefusalReason | Report | null {
  switch (write.kind) {
    case 'turn.append':
      return context.appends.take();
    case 'turn.end':
      return endTurn(context, write);
    case 'turn.create':
      return createTurn(context, write);
    case 'turn.begin':
      return beginTurn(context, write);
    case 'turn.attempt':
      return attemptTurn(context, write);
    case 'turn.cancel':
      return cancelTurn(context, write);
    case 'message.create':
      return createMessage(context, write);
    case 'message.index':
      return indexMessage(context, write);
    case 'conversation.publish':
      return publishConversation(context, write);
    case 'conversation.create':
      return createConversation(context, write);
    case 'conversation.rename':
      return renameConversation(context, write);
    case 'conversation.delete':
      return deleteConversation(context, write);
    case 'idempotency.create':
      return createIdempotencyKey(context, write);
    case 'state.put':
      return putState(context, write);
    case 'points.reserve':
      return reservePoints(context, write);
    case 'points.settle':
      return settlePoints(context, write);
    case 'points.grant':
      return grantPoints(context, write);
    case 'media.put':
      return putMedia(context, write);
    case 'media.forget':
      return forgetMedia(context, write);
    case 'answer.keep':
      return keepAnswer(context, write);
    case 'context.keep':
      return keepContext(context, write);
    case 'owner.erase':
      return eraseOwner(context, write);
    case 'tokens.revoke':
      return revokeTokens(context, write);
    case 'setting.put':
      return putSetting(context, write);
    case 'setting.remove':
      return removeSetting(context, write);
    case 'job.finish':
      return finishJob(context, write);
    case 'job.create':
      return createJob(context, write);
    default:
      return applyMemoryWrite(context, write);
  }
}
