import type { Capability } from '../../engine/capability.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Store } from '../../ports/store.ts';
import type { WebhookEvent } from '../../ports/webhooks.ts';
import { deliveryJob, webhookOf, WEBHOOK } from './records.ts';

/** After this long the terminal is committed, as a rule: then it is told at once. Where not, the next look finds it. */
const WAKE_AFTER_MS = 50;

const EVENT_OF = {
  completed: 'turn.completed',
  failed: 'turn.failed',
  cancelled: 'turn.cancelled',
} as const satisfies Record<string, WebhookEvent>;

export interface OutboxParts {
  readonly store: Pick<Store, 'settings'>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Tells those who deliver that there may be something due. */
  readonly wake: () => void;
}

/**
 * Notes for each webhook that wants it that the turn has ended, in the transaction of its end. Also for those that are
 * switched off: whoever delivers puts what they miss among their dead letters. Source: TURN.md 17.
 */
export function createOutbox({ store, clock, ids, wake }: OutboxParts): Capability {
  return {
    name: 'webhook',
    settle: async ({ turn, status }) => {
      const event = EVENT_OF[status];
      const wanted = (await store.settings(turn.owner, WEBHOOK))
        .map(webhookOf)
        .filter(({ events }) => events.includes(event));
      if (wanted.length > 0) clock.after(WAKE_AFTER_MS, wake);
      const writes = wanted.map(({ id: webhook }) => {
        const job = deliveryJob(ids.next(), { owner: turn.owner, webhook, event, turn: turn.id }, clock.now());
        return { kind: 'job.create' as const, job };
      });
      return { events: [], writes };
    },
  };
}
