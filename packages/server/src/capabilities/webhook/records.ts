import type { JsonObject } from '@parlance/wire';
import { z } from 'zod';
import type { JobRecord, SettingRecord } from '../../ports/records.ts';
import { WEBHOOK_EVENTS, type DeadLetter, type Webhook } from '../../ports/webhooks.ts';

/** Kinds of settings and of the job. */
export const WEBHOOK = 'webhook';
export const DEAD_LETTER = 'webhook.dead';
export const DELIVERY = 'webhook.deliver';

const secret = z.object({
  secret: z.string(),
  /** When it stops to sign, milliseconds since the epoch; null for the current one. */
  until: z.number().nullable(),
});

const webhookData = z.object({
  url: z.string(),
  description: z.string().nullable(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  enabled: z.boolean(),
  disabledReason: z.string().nullable(),
  secrets: z.array(secret),
});

/** A webhook as it is kept. */
export type WebhookData = z.output<typeof webhookData>;

const deliveryData = z.object({
  owner: z.string(),
  webhook: z.string(),
  event: z.enum(WEBHOOK_EVENTS),
  turn: z.string(),
});

/** What is to be told to whom; the words themselves are read when they are sent. */
export type Delivery = z.output<typeof deliveryData>;

const letterData = deliveryData.extend({ attempts: z.number(), reason: z.string(), at: z.number() });

export function dataOf({ data }: SettingRecord): WebhookData {
  return webhookData.parse(data);
}

export function webhookOf(row: SettingRecord): Webhook {
  const { secrets: _, ...shown } = dataOf(row);
  return { id: row.id, ...shown, createdAt: row.createdAt, updatedAt: row.updatedAt };
}

export function deliveryOf({ payload }: JobRecord): Delivery {
  return deliveryData.parse(payload);
}

/** The job that delivers; its id is the message's `webhook-id`. */
export function deliveryJob(id: string, delivery: Delivery, runAt: number): JobRecord {
  const key = `${delivery.webhook}:${delivery.turn}:${delivery.event}`;
  return { id, kind: DELIVERY, key, payload: { ...delivery }, attempts: 0, runAt, turn: delivery.turn };
}

export function letterRow({ id, attempts, ...job }: JobRecord, reason: string, at: number): SettingRecord {
  const delivery = deliveryOf({ id, attempts, ...job });
  const data: JsonObject = { ...delivery, attempts, reason, at };
  return { owner: delivery.owner, kind: DEAD_LETTER, id, data, revision: 1, createdAt: at, updatedAt: at };
}

export function letterOf({ id, data }: SettingRecord): { readonly letter: DeadLetter; readonly delivery: Delivery } {
  const { owner, webhook, event, turn, attempts, reason, at } = letterData.parse(data);
  return { letter: { id, event, turn, attempts, reason, at }, delivery: { owner, webhook, event, turn } };
}
