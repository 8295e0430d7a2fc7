import type { LedgerRecord } from '../../../src/ports/records.ts';
import type { Write } from '../../../src/ports/store.ts';
import type { Applied, Undo } from './apply-unit.ts';
import type { Data } from './data.ts';

type PointsWrite = Extract<Write, { kind: 'points.reserve' | 'points.settle' | 'points.grant' }>;

export function applyPointsWrite(data: Data, write: PointsWrite, undo: Undo): Applied {
  switch (write.kind) {
    case 'points.reserve':
      return reserve(data, write, undo);
    case 'points.settle':
      return settle(data, write, undo);
    case 'points.grant': {
      const { entry } = write;
      welcome(data, { owner: entry.owner, welcome: write.welcome, at: entry.at }, undo);
      const { balance, reserved } = data.account(entry.owner) ?? { balance: 0, reserved: 0 };
      const repeated = data.ledger.some(({ id }) => id === entry.id);
      return !repeated && balance + entry.points < reserved
        ? 'insufficient'
        : add(data, { ...entry, turn: null }, undo);
    }
  }
}

function reserve(data: Data, write: Extract<PointsWrite, { kind: 'points.reserve' }>, undo: Undo): Applied {
  welcome(data, write, undo);
  const { balance, reserved: held } = data.account(write.owner) ?? { balance: 0, reserved: 0 };
  const reserved = Math.min(write.wanted, balance - held);
  const turn = data.turn(write.turn);
  if (reserved < write.minimum) {
    return 'insufficient';
  }
  if (turn?.record.owner !== write.owner) {
    return 'not-found';
  }
  const before = turn.record;
  turn.record = { ...before, reserved };
  undo.push(() => (turn.record = before));
  return { reserved };
}

function settle(data: Data, write: Extract<PointsWrite, { kind: 'points.settle' }>, undo: Undo): Applied {
  const { turn, points, at } = write;
  const record = data.turn(turn)?.record;
  if (record === undefined || record.reserved === null) {
    return 'not-found';
  }
  if (points < 0 || points > record.reserved) {
    return 'invalid';
  }
  const { owner } = record;
  const line = {
    id: `turn ${turn}`,
    owner,
    kind: 'turn',
    points: -points,
    turn,
    reason: null,
    author: null,
    at,
  } as const;
  return add(data, line, undo);
}

function welcome(data: Data, of: { owner: string; welcome: number; at: number }, undo: Undo): void {
  const { owner, welcome: points, at } = of;
  if (data.account(owner) === null) {
    add(
      data,
      { id: `welcome ${owner}`, owner, kind: 'welcome', points, turn: null, reason: null, author: null, at },
      undo,
    );
  }
}

function add(data: Data, line: Omit<LedgerRecord, 'balance' | 'position'>, undo: Undo): Applied {
  const stored = data.ledger.find(({ id }) => id === line.id);
  if (stored !== undefined) {
    return stored.owner === line.owner && stored.points === line.points ? null : 'exists';
  }
  const balance = (data.account(line.owner)?.balance ?? 0) + line.points;
  data.ledger.push({ ...line, balance, position: data.ledger.length + 1 });
  undo.push(() => data.ledger.pop());
  return null;
}
