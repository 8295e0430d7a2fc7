import type { CommitOutcome, CommitUnit, RefusalReason, Write } from '../../../src/ports/store.ts';
import type { ConversationRecord } from '../../../src/ports/records.ts';
import { applyPointsWrite } from './apply-points-write.ts';
import { applyTurnWrite } from './apply-turn-write.ts';
import { stateKey, type Data } from './data.ts';

/** Null where the write was applied and there is nothing to report. */
export type Applied = RefusalReason | Report | null;

type Report = Omit<Extract<CommitOutcome, { readonly committed: true }>, 'committed'>;

/** Steps that take back what a unit did so far. */
export type Undo = (() => void)[];

/** Applies a unit wholly or not at all. */
export function applyUnit(data: Data, unit: CommitUnit): CommitOutcome {
  const undo: Undo = [];
  let outcome: CommitOutcome = { committed: true };
  for (const [index, write] of unit.writes.entries()) {
    const applied = applyWrite(data, write, undo);
    if (typeof applied === 'string') {
      undo.toReversed().forEach((step) => step());
      return { committed: false, reason: applied, write: index };
    }
    outcome = { ...outcome, ...applied };
  }
  return outcome;
}

function applyWrite(data: Data, write: Write, undo: Undo): Applied {
  switch (write.kind) {
    case 'conversation.create': {
      const { conversation } = write;
      const { id, owner, mount, externalKey } = conversation;
      const taken = externalKey !== null && data.conversationByKey(owner, mount, externalKey) !== null;
      return taken ? 'exists' : put(data.conversations, id, conversation, undo);
    }
    case 'conversation.rename':
      return rename(data, write, undo);
    case 'conversation.delete':
      return remove(data, write, undo);
    case 'message.create':
      return createMessage(data, write, undo);
    case 'message.index':
      // Nobody in this world searches; the write is refused as it would be.
      return data.messages.has(write.message) ? null : 'not-found';
    case 'idempotency.create':
      return put(data.keys, write.key.hash, write.key, undo);
    case 'state.put':
      return putState(data, write, undo);
    case 'points.reserve':
    case 'points.settle':
    case 'points.grant':
      return applyPointsWrite(data, write, undo);
    case 'media.put':
    case 'media.forget':
    case 'answer.keep':
    case 'setting.put':
    case 'setting.remove':
    case 'job.finish':
    case 'conversation.publish':
    case 'owner.erase':
    case 'memory.note':
    case 'memory.close':
    case 'memory.add':
    case 'memory.confirm':
    case 'memory.end':
    case 'memory.correct':
    case 'memory.remove':
    case 'memory.clear':
    case 'memory.touch':
    case 'summary.put':
    case 'context.keep':
      throw new Error(`Nothing in the simulated world writes ${write.kind}.`);
    case 'tokens.revoke':
      // Nobody in this world has a token.
      return null;
    case 'job.create': {
      put(data.jobs, `${write.job.kind} ${write.job.key}`, write.job, undo);
      return null;
    }
    default:
      return applyTurnWrite(data, write, undo);
  }
}

function put<Row>(rows: Map<string, Row>, key: string, row: Row, undo: Undo): Applied {
  if (rows.has(key)) {
    return 'exists';
  }
  rows.set(key, row);
  undo.push(() => rows.delete(key));
  return null;
}

function putState(data: Data, { state, previous }: Extract<Write, { kind: 'state.put' }>, undo: Undo): Applied {
  const turn = data.turn(state.turn)?.record;
  if (turn?.conversation !== state.conversation) {
    return 'not-found';
  }
  const key = stateKey(state);
  const stored = data.states.get(key);
  if (stored !== undefined) {
    return JSON.stringify(stored) === JSON.stringify(state) ? null : 'exists';
  }
  const before = data.state(state.conversation, state.scope, turn.userMessage);
  return (before?.version ?? 0) === previous ? put(data.states, key, state, undo) : 'fenced';
}

function rename(data: Data, write: Extract<Write, { kind: 'conversation.rename' }>, undo: Undo): Applied {
  const before = data.conversations.get(write.id);
  if (before === undefined || before.owner !== write.owner) {
    return 'not-found';
  }
  data.conversations.set(write.id, { ...before, title: write.title, updatedAt: write.at });
  undo.push(() => data.conversations.set(write.id, before));
  return null;
}

function createMessage(data: Data, write: Extract<Write, { kind: 'message.create' }>, undo: Undo): Applied {
  const { id, conversation: name, role } = write.message;
  const conversation = data.conversations.get(name);
  if (conversation === undefined) {
    return 'not-found';
  }
  const parent = write.follow === 'tail' ? tailOf(data, conversation) : write.message.parent;
  const refused = put(data.messages, id, { ...write.message, parent }, undo);
  if (refused !== null) {
    return refused;
  }
  if (role === 'user' || parent === conversation.head) {
    data.conversations.set(name, { ...conversation, head: id });
    undo.push(() => data.conversations.set(name, conversation));
  }
  return null;
}

/** The head, or the answer to it that is not stored yet. */
function tailOf(data: Data, { id, head }: ConversationRecord): string | null {
  if (data.defects.followsOpen === true) {
    return data.open(id).at(-1)?.record.assistantMessage ?? head;
  }
  const message = data.messages.get(head ?? '');
  return message?.role === 'user' ? (data.turns.get(message.turn)?.record.assistantMessage ?? head) : head;
}

/** Messages and turns stay known to the oracle; clients no longer find them. */
function remove(data: Data, write: Extract<Write, { kind: 'conversation.delete' }>, undo: Undo): Applied {
  const conversation = data.conversations.get(write.id);
  if (conversation === undefined || conversation.owner !== write.owner) {
    return 'not-found';
  }
  if (data.open(write.id).length > 0) {
    return 'busy';
  }
  data.conversations.delete(write.id);
  undo.push(() => data.conversations.set(write.id, conversation));
  for (const turn of data.turnsOf.get(write.id) ?? []) {
    turn.deleted = true;
    undo.push(() => (turn.deleted = false));
  }
  for (const [hash, key] of data.keys) {
    if (data.turns.get(key.turn)?.record.conversation === write.id) {
      data.keys.delete(hash);
      undo.push(() => data.keys.set(hash, key));
    }
  }
  return null;
}
