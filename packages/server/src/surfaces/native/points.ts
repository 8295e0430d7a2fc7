import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import { idempotencyKeyOf } from '../../http/idempotency.ts';
import type { Services } from '../../http/services.ts';
import type { AccountRecord, LedgerRecord } from '../../ports/records.ts';
import { failures, type NativeApp } from './native-app.ts';
import { accountResource, grantBody, ledgerLineResource, ledgerQuery } from './points-schemas.ts';
import { ownerParameter, requireAdmin } from './admin.ts';

const PAGE_MARK = /^p(\d{1,15})$/;

/** The caller's points and ledger, and what an administrator may do to anybody's. Source: CONTRACT.md §4. */
export function pointsRoutes(app: NativeApp, services: Services): void {
  ownRoutes(app, services);
  adminRoutes(app, services);
}

function ownRoutes(app: NativeApp, { engine }: Services): void {
  const accountSchema = { summary: 'What you have', response: { 200: accountResource, ...failures } };
  app.get('/points', { schema: accountSchema }, async (request) =>
    toAccount(await engine.account(request.identity.owner)),
  );
  const page = z.object({
    lines: z.array(ledgerLineResource),
    next: z.string().nullable().describe('`after` of the next page; null at the end.'),
  });
  const ledgerSchema = {
    summary: 'What came and went, the newest first',
    querystring: ledgerQuery,
    response: { 200: page, ...failures },
  };
  app.get('/points/ledger', { schema: ledgerSchema }, async (request) => {
    const { limit, after } = request.query;
    const before = after === undefined ? undefined : positionOf(after);
    const lines = await engine.ledger(request.identity.owner, limit + 1, before);
    const shown = lines.slice(0, limit);
    const last = shown.at(-1);
    return { lines: shown.map(toLine), next: lines.length > limit && last !== undefined ? `p${last.position}` : null };
  });
}

function adminRoutes(app: NativeApp, { engine, ids }: Services): void {
  const readSchema = {
    summary: 'What a user has (administrators)',
    params: ownerParameter,
    response: { 200: accountResource, ...failures },
  };
  app.get('/users/:user/points', { schema: readSchema }, async (request) => {
    requireAdmin(request.identity);
    return toAccount(await engine.account(request.params.user));
  });
  const grantSchema = {
    summary: 'Give a user points, or take some back (administrators)',
    description: 'Send an Idempotency-Key: the same key and body a second time change nothing.',
    params: ownerParameter,
    body: grantBody,
    response: { 201: accountResource, ...failures },
  };
  app.post('/users/:user/points', { schema: grantSchema }, async (request, reply) => {
    requireAdmin(request.identity);
    const key = idempotencyKeyOf(request);
    const author = request.identity.owner;
    const { points, reason } = request.body;
    const name = key === undefined ? ids.next() : createHash('sha256').update(`${author}\n${key}`).digest('hex');
    const account = await engine.grantPoints({ owner: request.params.user, points, reason, author, name });
    reply.code(201);
    return toAccount(account);
  });
}

function positionOf(mark: string): number {
  const position = PAGE_MARK.exec(mark)?.[1];
  if (position === undefined)
    throw new ParlanceError('validation', 'Is not the end of a page', { field: 'query.after' });
  return Number(position);
}

function toAccount({ balance, reserved }: AccountRecord): z.output<typeof accountResource> {
  return { balance, reserved, available: balance - reserved };
}

function toLine({ kind, points, balance, turn, reason, at }: LedgerRecord): z.output<typeof ledgerLineResource> {
  return { kind, points, balance, turn, reason, at: new Date(at).toISOString() };
}
