import type { AccountRecord, LedgerRecord } from '../ports/records.ts';
import type { EngineContext } from './engine-context.ts';
import { ParlanceError } from './errors.ts';

/** An administrator's line in somebody's account. */
export interface GrantRequest {
  /** Whose account. */
  readonly owner: string;
  /** Whole points; negative takes back. */
  readonly points: number;
  readonly reason: string;
  /** Who says so. */
  readonly author: string;
  /** The same name a second time adds nothing. */
  readonly name: string;
}

/** What the owner has; one who has not begun yet has the welcome that the first turn will bring. */
export async function accountOf(context: EngineContext, owner: string): Promise<AccountRecord> {
  return (await context.store.account(owner)) ?? { balance: context.limits.welcomePoints, reserved: 0 };
}

/** Adds the line and resolves with it. */
export async function grantPoints(context: EngineContext, request: GrantRequest): Promise<AccountRecord> {
  const { owner, points, reason, author, name } = request;
  const kind = points < 0 ? 'correction' : 'grant';
  const entry = { id: `grant ${name}`, owner, kind, points, reason, author, at: context.clock.now() } as const;
  const welcome = context.limits.welcomePoints;
  const outcome = await context.group.commit({ writes: [{ kind: 'points.grant', entry, welcome }] });
  if (outcome.committed) {
    return accountOf(context, owner);
  }
  switch (outcome.reason) {
    case 'insufficient':
      throw new ParlanceError('validation', 'Takes more than can be spent now', { field: 'body.points' });
    case 'exists':
      throw new ParlanceError(
        'idempotency_mismatch',
        'This Idempotency-Key was used before with another request body.',
      );
    case 'invalid':
      throw new ParlanceError('validation', 'Makes the balance larger than can be counted', { field: 'body.points' });
    default:
      throw new ParlanceError('internal', `The store refused points.grant: ${outcome.reason}`);
  }
}

export function ledgerOf(
  context: EngineContext,
  owner: string,
  limit: number,
  before?: number,
): Promise<readonly LedgerRecord[]> {
  return context.store.ledger(owner, limit, before);
}

/** Tokens tell the second of their issue, so those of the running second are refused with the others. */
export async function revokeTokens(context: EngineContext, owner: string): Promise<void> {
  const outcome = await context.group.commit({
    writes: [{ kind: 'tokens.revoke', owner, before: context.clock.now() }],
  });
  if (!outcome.committed) {
    throw new ParlanceError('internal', `The store refused tokens.revoke: ${outcome.reason}`);
  }
}
