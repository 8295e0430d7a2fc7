import { guardedOutbound } from '../adapters/outbound/guarded-outbound.ts';
import { createDelivery } from '../capabilities/webhook/delivery.ts';
import { createOutbox } from '../capabilities/webhook/outbox.ts';
import { createWebhooks } from '../capabilities/webhook/webhooks.ts';
import type { Capability } from '../engine/capability.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { JobHandler } from '../ports/jobs.ts';
import type { Store } from '../ports/store.ts';
import type { Webhooks } from '../ports/webhooks.ts';

export interface WebhookSettings {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Hosts that may be private; see OUTBOUND_ALLOW. */
  readonly allow: readonly string[];
  readonly wake: () => void;
}

export interface ConfiguredWebhooks {
  readonly webhooks: Webhooks;
  readonly outbox: Capability;
  readonly delivery: JobHandler;
}

export function configureWebhooks({ allow, ...parts }: WebhookSettings): ConfiguredWebhooks {
  const outbound = guardedOutbound({ clock: parts.clock, allow });
  return {
    webhooks: createWebhooks({ ...parts, outbound }),
    outbox: createOutbox(parts),
    delivery: createDelivery({ ...parts, outbound }),
  };
}
