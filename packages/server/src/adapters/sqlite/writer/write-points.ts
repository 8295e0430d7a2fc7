import type { LedgerRecord } from '../../../ports/records.ts';
import type { RefusalReason } from '../../../ports/store.ts';
import { QUERIES } from '../record-reader.ts';
import { integer, ledgerOf, nullableInteger, text } from '../rows.ts';
import type { Statements } from '../statements.ts';
import type { WriteContext, WriteOf } from './write-context.ts';
import { wasErased } from './write-owner.ts';

const ADD = `INSERT INTO ledger (id, owner, kind, points, balance, turn, reason, author, at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const LINE = 'SELECT * FROM ledger WHERE id = ?';
const HOLD = 'UPDATE turn SET reserved = ? WHERE id = ?';
const HELD = 'SELECT owner, reserved FROM turn WHERE id = ?';

type Entry = Omit<LedgerRecord, 'balance' | 'position'>;

export function reservePoints(
  { sql }: WriteContext,
  write: WriteOf<'points.reserve'>,
): RefusalReason | { readonly reserved: number } {
  const { turn, owner, minimum, wanted } = write;
  const { balance, reserved: held } = welcomedAccount(sql, write);
  const reserved = Math.min(wanted, balance - held);
  if (reserved < minimum) {
    return 'insufficient';
  }
  const stored = sql.get(HELD, turn);
  if (stored === null || text(stored, 'owner') !== owner) {
    return 'not-found';
  }
  sql.run(HOLD, reserved, turn);
  return { reserved };
}

export function settlePoints({ sql }: WriteContext, write: WriteOf<'points.settle'>): RefusalReason | null {
  const { turn, points, at } = write;
  const stored = sql.get(HELD, turn);
  const reserved = stored === null ? null : nullableInteger(stored, 'reserved');
  if (stored === null || reserved === null) {
    return 'not-found';
  }
  if (points < 0 || points > reserved) {
    return 'invalid';
  }
  const owner = text(stored, 'owner');
  return add(sql, { id: `turn ${turn}`, owner, kind: 'turn', points: -points, turn, reason: null, author: null, at });
}

export function grantPoints({ sql }: WriteContext, { entry, welcome }: WriteOf<'points.grant'>): RefusalReason | null {
  const { owner, points, at } = entry;
  const { balance, reserved } = welcomedAccount(sql, { owner, welcome, at });
  const repeated = sql.get(LINE, entry.id) !== null;
  return !repeated && balance + points < reserved ? 'insufficient' : add(sql, { ...entry, turn: null });
}

function welcomedAccount(
  sql: Statements,
  { owner, welcome, at }: { readonly owner: string; readonly welcome: number; readonly at: number },
): { readonly balance: number; readonly reserved: number } {
  const account = sql.get(QUERIES.account, owner);
  if (account !== null) {
    return { balance: integer(account, 'balance'), reserved: integer(account, 'reserved') };
  }
  // Who was erased has had them.
  const points = wasErased(sql, owner) ? 0 : welcome;
  sql.run(ADD, `welcome ${owner}`, owner, 'welcome', points, points, null, null, null, at);
  return { balance: points, reserved: 0 };
}

/** Adds the line to its owner's account, which exists; the same line a second time changes nothing. */
function add(sql: Statements, entry: Entry): RefusalReason | null {
  const { id, owner, kind, points, turn, reason, author, at } = entry;
  const stored = sql.get(LINE, id);
  if (stored !== null) {
    const line = ledgerOf(stored);
    return line.owner === owner && line.kind === kind && line.points === points ? null : 'exists';
  }
  const account = sql.get(QUERIES.account, owner);
  const balance = (account === null ? 0 : integer(account, 'balance')) + points;
  sql.run(ADD, id, owner, kind, points, balance, turn, reason, author, at);
  return null;
}
