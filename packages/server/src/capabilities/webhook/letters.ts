import type { JobRecord } from '../../ports/records.ts';
import type { Store, Write } from '../../ports/store.ts';
import { MOST_LETTERS, type DeadLetter } from '../../ports/webhooks.ts';
import { DEAD_LETTER, deliveryOf, letterOf, letterRow, type Delivery } from './records.ts';

export interface KeptLetter {
  readonly letter: DeadLetter;
  readonly delivery: Delivery;
}

/** The dead letters of a webhook, the oldest first. */
export async function lettersOf(
  store: Pick<Store, 'settings'>,
  owner: string,
  webhook: string,
): Promise<readonly KeptLetter[]> {
  const rows = await store.settings(owner, DEAD_LETTER);
  return rows.filter(({ data }) => data['webhook'] === webhook).map(letterOf);
}

/**
 * The dead letter that is kept of a delivery. Before that the oldest are forgotten where the webhook has as many as it may
 * have: one that is off for good, or whose receiver is, would otherwise gather them without end.
 */
export async function buryLetter(
  store: Pick<Store, 'settings' | 'commit'>,
  job: JobRecord,
  reason: string,
  now: number,
): Promise<readonly Write[]> {
  const { owner, webhook } = deliveryOf(job);
  const kept = await lettersOf(store, owner, webhook);
  const tooMany = kept.slice(0, Math.max(0, kept.length - MOST_LETTERS + 1));
  // Each for itself: one that somebody else removes meanwhile keeps none of the others.
  if (tooMany.length > 0) {
    await store.commit(tooMany.map(({ letter }) => ({ writes: [removal(owner, DEAD_LETTER, letter.id)] })));
  }
  return [{ kind: 'setting.put', setting: letterRow(job, reason, now) }];
}

export function removal(owner: string, setting: string, id: string): Write {
  return { kind: 'setting.remove', owner, setting, id };
}
