import { z } from 'zod';
import type { WebhookEvent } from '../../ports/webhooks.ts';

const EVENTS = ['turn.completed', 'turn.failed', 'turn.cancelled'] as const satisfies readonly WebhookEvent[];
const MOST_URL = 2_048;

const url = z
  .string()
  .max(MOST_URL)
  .refine(isReceiver, 'Must be an address of http or https without a user name')
  .describe(
    'Where messages are sent. A number that is not public is refused at once, a name that leads to one when it is sent to.',
  );
const description = z.string().max(200).nullable();
const events = z.array(z.enum(EVENTS)).min(1).max(EVENTS.length);

export const newWebhook = z.object({
  url,
  description: description.default(null),
  events: events.default([...EVENTS]),
  enabled: z.boolean().default(true),
});

export const webhookChanges = z.object({
  url: url.optional(),
  description: description.optional(),
  events: events.optional(),
  enabled: z.boolean().optional(),
});

export const webhookResource = z.object({
  id: z.string(),
  url: z.string(),
  description: z.string().nullable(),
  events: z.array(z.enum(EVENTS)),
  enabled: z.boolean(),
  disabled_reason: z.string().nullable().describe('Why the server switched it off; null where it did not.'),
  created_at: z.string(),
  updated_at: z.string(),
});

export const webhookWithSecret = webhookResource.extend({
  secret: z.string().describe('whsec_…, to verify signatures with. It is shown now and never again.'),
});

export const testResource = z.object({
  delivered: z.boolean(),
  status: z.number().nullable().describe('What the receiver answered; null where it was not reached.'),
  problem: z.string().nullable(),
});

export const letterResource = z.object({
  id: z.string().describe('The webhook-id of the message.'),
  event: z.enum(EVENTS),
  turn_id: z.string(),
  attempts: z.number(),
  reason: z.string(),
  at: z.string(),
});

function isReceiver(text: string): boolean {
  const parsed = URL.parse(text);
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '';
}
