import { randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Outbound } from '../../ports/outbound.ts';
import type { SettingRecord } from '../../ports/records.ts';
import type { CommitOutcome, Store, Write } from '../../ports/store.ts';
import { MOST_WEBHOOKS, type Webhooks } from '../../ports/webhooks.ts';
import { testPayload } from './payload.ts';
import { lettersOf, removal } from './letters.ts';
import { DEAD_LETTER, dataOf, deliveryJob, WEBHOOK, webhookOf, type WebhookData } from './records.ts';
import { isAccepted, problemOf, sendLetter } from './send.ts';

/** How long messages carry the signature of a secret that was replaced. */
export const OVERLAP_MS = 24 * 60 * 60 * 1_000;
/** How often a change is made again that met another at the same moment. */
const RACES = 5;

export interface WebhookParts {
  readonly store: Pick<Store, 'setting' | 'settings' | 'commit'>;
  readonly outbound: Outbound;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  /** Tells those who deliver that there may be something due. */
  readonly wake: () => void;
}

export function createWebhooks(parts: WebhookParts): Webhooks {
  return {
    refuses: (url) => parts.outbound.refusesNumber(url),
    ...registrations(parts),
    ...secretsAndTests(parts),
    ...deadLetters(parts),
  };
}

type Finder = (owner: string, id: string) => Promise<SettingRecord | null>;

function finder(store: WebhookParts['store']): Finder {
  return (owner, id) => store.setting(owner, WEBHOOK, id);
}

function registrations({
  store,
  clock,
  ids,
}: WebhookParts): Pick<Webhooks, 'list' | 'get' | 'register' | 'change' | 'remove'> {
  const find = finder(store);
  const changeData = changer(store, clock);
  return {
    list: async (owner) => (await store.settings(owner, WEBHOOK)).map(webhookOf),
    get: async (owner, id) => {
      const row = await find(owner, id);
      return row === null ? null : webhookOf(row);
    },
    register: async (owner, settings) => {
      if ((await store.settings(owner, WEBHOOK)).length >= MOST_WEBHOOKS) return null;
      const secret = newSecret();
      const now = clock.now();
      const data = {
        ...settings,
        events: [...settings.events],
        disabledReason: null,
        secrets: [{ secret, until: null }],
      };
      const row = { owner, kind: WEBHOOK, id: ids.next(), data, revision: 1, createdAt: now, updatedAt: now };
      mustBe(await commitOne(store, { kind: 'setting.put', setting: row }));
      return { webhook: webhookOf(row), secret };
    },
    change: async (owner, id, changes) => {
      const row = await changeData(owner, id, (data) => ({
        ...data,
        ...changes,
        events: [...(changes.events ?? data.events)],
        disabledReason: changes.enabled === undefined ? data.disabledReason : null,
      }));
      return row === null ? null : webhookOf(row);
    },
    remove: async (owner, id) => {
      const kept = await lettersOf(store, owner, id);
      const removals = kept.map(({ letter }): Write => removal(owner, DEAD_LETTER, letter.id));
      const [outcome] = await store.commit([
        { writes: [removal(owner, WEBHOOK, id)] },
        // Each for itself: one that is sent again meanwhile is none any more.
        ...removals.map((write) => ({ writes: [write] })),
      ]);
      return outcome?.committed === true ? true : null;
    },
  };
}

function secretsAndTests(parts: WebhookParts): Pick<Webhooks, 'rotate' | 'test'> {
  const { store, clock, ids } = parts;
  const find = finder(store);
  const changeData = changer(store, clock);
  return {
    rotate: async (owner, id) => {
      const secret = newSecret();
      const row = await changeData(owner, id, (data) => {
        const until = clock.now() + OVERLAP_MS;
        const [current] = data.secrets;
        const before = current === undefined ? [] : [{ secret: current.secret, until }];
        return { ...data, secrets: [{ secret, until: null }, ...before] };
      });
      return row === null ? null : { webhook: webhookOf(row), secret };
    },
    test: async (owner, id, signal) => {
      const row = await find(owner, id);
      if (row === null) return null;
      const letter = { id: ids.next(), payload: testPayload(id, clock.now()) };
      const outcome = await sendLetter(parts, dataOf(row), letter, signal);
      const status = outcome.kind === 'answered' ? outcome.status : null;
      const delivered = status !== null && isAccepted(status);
      return { delivered, status, problem: delivered ? null : problemOf(outcome) };
    },
  };
}

function deadLetters({ store, clock, wake }: WebhookParts): Pick<Webhooks, 'deadLetters' | 'redeliver' | 'drop'> {
  const find = finder(store);
  return {
    deadLetters: async (owner, id) =>
      (await find(owner, id)) === null ? null : (await lettersOf(store, owner, id)).map(({ letter }) => letter),
    redeliver: async (owner, id, letter) => {
      const found = (await lettersOf(store, owner, id)).find((one) => one.letter.id === letter);
      const row = await find(owner, id);
      if (found === undefined || row === null) return null;
      if (!dataOf(row).enabled) return 'disabled';
      const job = deliveryJob(letter, found.delivery, clock.now());
      const writes: Write[] = [removal(owner, DEAD_LETTER, letter), { kind: 'job.create', job }];
      const [outcome] = await store.commit([{ writes }]);
      if (outcome?.committed !== true) return null;
      wake();
      return 'waiting';
    },
    drop: async (owner, id, letter) => {
      const known = (await lettersOf(store, owner, id)).some((one) => one.letter.id === letter);
      return known && (await commitOne(store, removal(owner, DEAD_LETTER, letter))).committed ? true : null;
    },
  };
}

/** Changes a webhook's data as it is at that moment; null where there is none. */
function changer(store: WebhookParts['store'], clock: Pick<Clock, 'now'>) {
  return async (
    owner: string,
    id: string,
    change: (data: WebhookData) => WebhookData,
  ): Promise<SettingRecord | null> => {
    for (let race = 0; race < RACES; race += 1) {
      const row = await store.setting(owner, WEBHOOK, id);
      if (row === null) return null;
      const changed = { ...row, data: change(dataOf(row)), revision: row.revision + 1, updatedAt: clock.now() };
      if ((await commitOne(store, { kind: 'setting.put', setting: changed })).committed) return changed;
    }
    throw new Error('A webhook was changed too often at the same moment.');
  };
}

async function commitOne(store: WebhookParts['store'], write: Write): Promise<CommitOutcome> {
  const [outcome] = await store.commit([{ writes: [write] }]);
  if (outcome === undefined) throw new Error('The store gave no outcome.');
  return outcome;
}

function mustBe(outcome: CommitOutcome): void {
  if (!outcome.committed) throw new Error(`The store refused a webhook: ${outcome.reason}`);
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
