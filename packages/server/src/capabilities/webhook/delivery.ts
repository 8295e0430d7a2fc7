import type { Clock } from '../../ports/clock.ts';
import type { JobHandler, JobOutcome } from '../../ports/jobs.ts';
import type { Outbound } from '../../ports/outbound.ts';
import type { JobRecord, SettingRecord } from '../../ports/records.ts';
import type { Store, Write } from '../../ports/store.ts';
import { turnPayload } from './payload.ts';
import { buryLetter } from './letters.ts';
import { dataOf, DELIVERY, deliveryOf, WEBHOOK, type WebhookData } from './records.ts';
import { isAccepted, problemOf, sendLetter } from './send.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Ten tries in a little more than three days. Source: standardwebhooks.com, its recommended schedule. */
export const DELAYS_MS = [
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
const LONGEST_WISH_MS = 24 * HOUR_MS;
const TIME_LIMIT_MS = 20_000;
/** Receivers may be slow: so many of them hold up nobody else. */
const AT_ONCE = 32;
/** The receiver says that it is gone for good. */
const GONE = 410;

export interface DeliveryParts {
  readonly store: Pick<Store, 'setting' | 'settings' | 'turn' | 'message' | 'commit'>;
  readonly outbound: Outbound;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Tells a webhook of an answer, until the receiver says that it has it. A receiver gets a message at least once, always
 * under the same `webhook-id`; whatever it does changes nothing for the turn. Source: TURN.md 32.
 */
export function createDelivery(parts: DeliveryParts): JobHandler {
  return {
    kind: DELIVERY,
    atOnce: AT_ONCE,
    timeLimitMs: TIME_LIMIT_MS,
    delaysMs: DELAYS_MS,
    run: (job, signal) => deliver(parts, job, signal),
    bury: (job, reason) => buryLetter(parts.store, job, reason, parts.clock.now()),
  };
}

async function deliver(parts: DeliveryParts, job: JobRecord, signal: AbortSignal): Promise<JobOutcome> {
  const { store, clock } = parts;
  const { owner, webhook, event, turn: turnId } = deliveryOf(job);
  const row = await store.setting(owner, WEBHOOK, webhook);
  // Removed meanwhile: nobody is left to be told.
  if (row === null) return { kind: 'done' };
  const data = dataOf(row);
  if (!data.enabled) return { kind: 'hopeless', reason: 'The webhook was switched off.', untried: true };
  const turn = await store.turn(turnId);
  const message = turn === null ? null : await store.message(owner, turn.assistantMessage);
  // Deleted meanwhile: there is nothing left to tell.
  if (turn === null || message === null) return { kind: 'done' };
  const outcome = await sendLetter(parts, data, { id: job.id, payload: turnPayload(event, turn, message) }, signal);
  if (outcome.kind === 'unreachable') {
    // What the guard does not allow today it does not allow in three days: the operator or the address has to change.
    const kind = outcome.cause.code === 'refused' ? 'hopeless' : 'failed';
    return { kind, reason: problemOf(outcome), cause: outcome.cause };
  }
  if (isAccepted(outcome.status)) return { kind: 'done' };
  if (outcome.status === GONE) {
    const reason = 'The receiver answered 410: it is gone.';
    return { kind: 'hopeless', reason, writes: [switchOff(row, data, reason, clock.now())] };
  }
  return { kind: 'failed', reason: problemOf(outcome), notBeforeMs: wishOf(outcome.retryAfter, clock.now()) };
}

function switchOff(row: SettingRecord, data: WebhookData, disabledReason: string, now: number): Write {
  const changed = { ...data, enabled: false, disabledReason };
  return { kind: 'setting.put', setting: { ...row, data: changed, revision: row.revision + 1, updatedAt: now } };
}

/** Milliseconds that a `Retry-After` asks for, within reason; 0 where it asks for nothing. */
function wishOf(retryAfter: string | undefined, now: number): number {
  if (retryAfter === undefined) return 0;
  const ms = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_WISH_MS) : 0;
}
