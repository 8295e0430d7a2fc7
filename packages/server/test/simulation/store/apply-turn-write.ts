import { isTerminal } from '@parlance/wire';
import type { TurnRecord } from '../../../src/ports/records.ts';
import type { TurnAppend, Write } from '../../../src/ports/store.ts';
import type { Applied, Undo } from './apply-unit.ts';
import type { Data, StoredTurn } from './data.ts';

type WriteOf<Kind extends Write['kind']> = Extract<Write, { kind: Kind }>;
type TurnWrite = WriteOf<'turn.create' | 'turn.append' | 'turn.begin' | 'turn.attempt' | 'turn.end' | 'turn.cancel'>;

export function applyTurnWrite(data: Data, write: TurnWrite, undo: Undo): Applied {
  if (write.kind === 'turn.create') {
    return create(data, write, undo);
  }
  const turn = data.turn(write.turn);
  if (turn === undefined) {
    return 'not-found';
  }
  switch (write.kind) {
    case 'turn.append':
      return append(data, turn, write, undo);
    case 'turn.begin':
      return begin(data, turn, write, undo);
    case 'turn.attempt':
      return isOwned(data, turn, write.epoch)
        ? change(turn, { attempts: write.attempts, calls: write.calls }, undo)
        : 'fenced';
    case 'turn.end':
      return end(data, turn, write, undo);
    case 'turn.cancel':
      if (turn.record.endedAt !== null) {
        return 'fenced';
      }
      if (turn.cancelledIn === null) {
        turn.cancelledIn = turn.record.epoch;
        undo.push(() => (turn.cancelledIn = null));
      }
      return change(turn, { cancelRequestedBy: turn.record.cancelRequestedBy ?? write.by }, undo);
  }
}

/** True where the turn is open and `epoch` is the current one. */
function isOwned({ defects }: Data, { record }: StoredTurn, epoch: number): boolean {
  return record.endedAt === null && (record.epoch === epoch || defects.ignoresEpochs === true);
}

function change(turn: StoredTurn, fields: Partial<TurnRecord>, undo: Undo): null {
  const before = turn.record;
  turn.record = { ...before, ...fields };
  undo.push(() => (turn.record = before));
  return null;
}

function create(data: Data, { turn: proposed, maxWaiting }: WriteOf<'turn.create'>, undo: Undo): Applied {
  const { id, conversation } = proposed;
  if (data.conversations.get(conversation)?.owner !== proposed.owner) {
    return 'not-found';
  }
  if (data.turns.has(id)) {
    return 'exists';
  }
  const open = data.open(conversation);
  const waiting = open.filter((turn) => turn.record.status === 'queued').length;
  if (open.length > 0 && waiting >= maxWaiting) {
    return maxWaiting === 0 ? 'busy' : 'queue-full';
  }
  const queued = open.length > 0;
  const record: TurnRecord = { ...proposed, status: queued ? 'queued' : 'running' };
  const runsSince = queued ? null : data.now();
  const turn: StoredTurn = {
    record,
    claimedFrom: 0,
    log: [],
    runsSince,
    endedAt: null,
    cancelledIn: null,
    deleted: false,
  };
  const line = data.turnsOf.get(conversation) ?? [];
  data.turns.set(id, turn);
  data.turnsOf.set(conversation, [...line, turn]);
  undo.push(() => {
    data.turns.delete(id);
    data.turnsOf.set(conversation, line);
  });
  return queued ? { queued } : null;
}

function append(data: Data, turn: StoredTurn, write: TurnAppend, undo: Undo): Applied {
  const { log, record, claimedFrom } = turn;
  const { epoch, firstSeq, events } = write;
  if (isOwned(data, turn, epoch) && firstSeq === log.length) {
    watchAppend(data, turn, write);
    log.push(...events);
    undo.push(() => (log.length -= events.length));
    return null;
  }
  const sameEpoch = epoch === record.epoch || data.defects.ignoresEpochs === true;
  if (!sameEpoch || firstSeq < claimedFrom || firstSeq + events.length > log.length) {
    return 'fenced';
  }
  if (data.defects.repeatsAreNew === true && record.endedAt === null) {
    const first = log.length;
    log.push(...events.map((event, index) => ({ ...event, seq: first + index })));
    undo.push(() => (log.length = first));
  }
  return null;
}

/** What must hold at the very moment of an append; a look at the result would come too late. */
function watchAppend(data: Data, { record, log }: StoredTurn, { events }: TurnAppend): void {
  for (const [index, event] of events.entries()) {
    if (event.seq !== log.length + index || event.turn !== record.id) {
      data.violate('I1', `${record.id}: event ${event.seq} was stored at place ${log.length + index}`);
    }
    if (isTerminal(event) && index < events.length - 1) {
      data.violate('I2', `${record.id}: something follows the terminal`);
    }
  }
  const speaks = events.some(({ type }) => type.startsWith('part.') || type.startsWith('tool.'));
  const [oldest] = data.open(record.conversation);
  if (speaks && (record.status !== 'running' || oldest?.record.id !== record.id)) {
    data.violate('order', `${record.id} answers while ${oldest?.record.id ?? 'nothing'} is before it`);
  }
}

function begin(data: Data, turn: StoredTurn, write: WriteOf<'turn.begin'>, undo: Undo): Applied {
  const [oldest] = data.open(turn.record.conversation);
  if (!isOwned(data, turn, write.epoch) || oldest !== turn) {
    return 'fenced';
  }
  if (turn.record.status === 'queued') {
    turn.runsSince = data.now();
    undo.push(() => (turn.runsSince = null));
  }
  return change(turn, { status: 'running' }, undo);
}

function end(data: Data, turn: StoredTurn, write: WriteOf<'turn.end'>, undo: Undo): Applied {
  const { record } = turn;
  if (record.endedAt !== null && record.epoch === write.epoch && record.status === write.status) {
    return null;
  }
  if (!isOwned(data, turn, write.epoch)) {
    return 'fenced';
  }
  turn.endedAt = data.now();
  undo.push(() => (turn.endedAt = null));
  return change(turn, { status: write.status, usage: write.usage, calls: write.calls, endedAt: write.at }, undo);
}
