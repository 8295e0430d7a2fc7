import { EventEmitter, once } from 'node:events';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { guardedOutbound } from '../../src/adapters/outbound/guarded-outbound.ts';
import { systemResolve, type Resolve } from '../../src/adapters/outbound/check-target.ts';
import { UuidV7 } from '../../src/adapters/ids/uuid-v7.ts';
import { createDelivery, DELAYS_MS } from '../../src/capabilities/webhook/delivery.ts';
import { deliveryJob, letterRow } from '../../src/capabilities/webhook/records.ts';
import { createWebhooks, OVERLAP_MS } from '../../src/capabilities/webhook/webhooks.ts';
import { startJobRunner, type JobRunner } from '../../src/jobs/job-runner.ts';
import { MOST_LETTERS, WEBHOOK_EVENTS, type Webhooks, type WebhookWithSecret } from '../../src/ports/webhooks.ts';
import { makeSqlite } from '../contracts/sqlite-subject.ts';
import {
  acceptance,
  commit,
  ending,
  mustCommit,
  newId,
  storedConversation,
  turn,
} from '../contracts/store-fixtures.ts';
import type { StoreSubject } from '../contracts/store-subject.ts';
import { startWebhookReceiver, type ReceivedMessage, type WebhookReceiver } from '../support/webhook-receiver.ts';

let receiver: WebhookReceiver;

beforeEach(async () => {
  receiver = await startWebhookReceiver();
});

afterEach(async () => {
  vi.useRealTimers();
  await receiver[Symbol.asyncDispose]();
});

/** Webhooks over a real store and a real receiver, whose time is moved by hand. */
interface Desk extends AsyncDisposable {
  readonly subject: StoreSubject;
  readonly webhooks: Webhooks;
  readonly registered: WebhookWithSecret;
  readonly conversation: string;
  /** Puts a message on record, as the end of a turn does, and has it looked for. */
  send(): Promise<void>;
  /** Resolves with what became of the next run of a job. */
  ended(): Promise<string>;
}

async function openDesk(url = receiver.url, resolve: Resolve = systemResolve): Promise<Desk> {
  const subject = await makeSqlite();
  const { store, clock } = subject;
  const ids = new UuidV7(clock);
  const ends = new EventEmitter();
  const outbound = guardedOutbound({ clock, allow: [receiver.host], resolve });
  let runner: JobRunner | null = null;
  const webhooks = createWebhooks({ store, outbound, clock, ids, wake: () => runner?.wake() });
  runner = startJobRunner({
    store,
    node: 'first',
    clock,
    random: () => 0.5,
    handlers: [createDelivery({ store, outbound, clock })],
    observer: {
      ended: (_job, outcome, reason) => ends.emit('end', `${outcome} ${reason}`),
      unavailable: (error) => ends.emit('end', String(error)),
    },
  });
  const settings = { url, description: null, events: WEBHOOK_EVENTS, enabled: true };
  const registered = await webhooks.register('alice', settings);
  if (registered === null) throw new Error('The webhook was not registered.');
  const { conversation } = await storedConversation(store);
  return {
    subject,
    webhooks,
    registered,
    conversation,
    send: async () => {
      const record = turn({ conversation });
      await mustCommit(store, ...acceptance(record));
      const delivery = {
        owner: 'alice',
        webhook: registered.webhook.id,
        event: 'turn.completed',
        turn: record.id,
      } as const;
      const job = deliveryJob(ids.next(), delivery, clock.now());
      await mustCommit(store, ...ending(record), { kind: 'job.create', job });
      runner.wake();
    },
    ended: async () => String((await once(ends, 'end'))[0]),
    [Symbol.asyncDispose]: async () => {
      await runner.stop();
      await subject[Symbol.asyncDispose]();
    },
  };
}

/** Whether the reference implementation takes the message, at the time that it was sent or `laterMs` after. */
function accepts(secret: string, { headers, body }: ReceivedMessage, laterMs = 0): boolean {
  vi.useFakeTimers({ toFake: ['Date'], now: Number(headers['webhook-timestamp']) * 1_000 + laterMs });
  try {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
    new Verifier(secret).verify(body, {
      'webhook-id': String(id),
      'webhook-timestamp': String(timestamp),
      'webhook-signature': String(signature),
    });
    return true;
  } catch {
    return false;
  } finally {
    vi.useRealTimers();
  }
}

verifies(
  'webhook:retry webhook:dead-letter fault:S07',
  'A receiver that fails is asked ten times over days, with one id and one body',
  async () => {
    receiver.reactWith(() => ({ status: 503 }));
    await using desk = await openDesk();
    const { clock } = desk.subject;
    const begun = clock.now();
    const times: number[] = [];
    let next = desk.ended();
    await desk.send();
    for (const delay of DELAYS_MS) {
      expect(await next).toBe('again The receiver answered 503.');
      times.push(clock.now() - begun);
      next = desk.ended();
      clock.advance(delay - 1_000);
      expect(receiver.messages).toHaveLength(times.length);
      clock.advance(2_000);
    }
    expect(await next).toBe('dead The receiver answered 503.');
    expect((clock.now() - begun) / 3_600_000).toBeGreaterThan(72);
    expect(receiver.messages).toHaveLength(DELAYS_MS.length + 1);
    expect(new Set(receiver.messages.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(receiver.messages.map(({ body }) => body)).size).toBe(1);
    for (const message of receiver.messages) expect(accepts(desk.registered.secret, message)).toBe(true);
    const { id } = desk.registered.webhook;
    const [letter] = (await desk.webhooks.deadLetters('alice', id)) ?? [];
    expect(letter).toMatchObject({ id: receiver.messages[0]?.headers['webhook-id'], attempts: 10 });
    receiver.reactWith(() => ({ status: 200 }));
    next = desk.ended();
    expect(await desk.webhooks.redeliver('bob', id, String(letter?.id))).toBeNull();
    expect(await desk.webhooks.redeliver('alice', id, String(letter?.id))).toBe('waiting');
    expect(await next).toBe('done null');
    expect(receiver.messages.at(-1)).toMatchObject({
      body: receiver.messages[0]?.body,
      headers: { 'webhook-id': letter?.id },
    });
    expect(await desk.webhooks.deadLetters('alice', id)).toEqual([]);
  },
);

verifies('webhook:retry-after', 'A receiver is asked again no sooner than it wishes, and within a day', async () => {
  receiver.reactWith(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
  await using desk = await openDesk();
  const { clock } = desk.subject;
  const first = desk.ended();
  await desk.send();
  expect(await first).toBe('again The receiver answered 429.');
  receiver.reactWith(() => ({ status: 429, headers: { 'retry-after': '999999999' } }));
  const second = desk.ended();
  clock.advance(3_599_000);
  expect(receiver.messages).toHaveLength(1);
  clock.advance(1_000);
  expect(await second).toBe('again The receiver answered 429.');
  receiver.reactWith(() => ({ status: 204 }));
  const third = desk.ended();
  clock.advance(86_400_000);
  expect(await third).toBe('done null');
});

verifies(
  'webhook:apart fault:S07',
  'A receiver that hangs is left, and one that redirects is not followed',
  async () => {
    receiver.reactWith(() => 'hang');
    await using desk = await openDesk();
    const first = desk.ended();
    await desk.send();
    await receiver.received(0);
    desk.subject.clock.advance(15_000);
    expect(await first).toBe('again The receiver did not answer within 15 seconds.');
    receiver.reactWith(() => ({ status: 302, headers: { location: receiver.url } }));
    const second = desk.ended();
    desk.subject.clock.advance(10_000);
    expect(await second).toBe('again The receiver answered 302.');
    expect(receiver.messages).toHaveLength(2);
  },
);

verifies(
  'webhook:410',
  'A receiver that is gone is switched off; what it did not get can be sent once it is on',
  async () => {
    receiver.reactWith(() => ({ status: 410 }));
    await using desk = await openDesk();
    const { id } = desk.registered.webhook;
    const first = desk.ended();
    await desk.send();
    expect(await first).toBe('dead The receiver answered 410: it is gone.');
    expect(await desk.webhooks.get('alice', id)).toMatchObject({
      enabled: false,
      disabledReason: expect.stringMatching(/410/),
    });
    const second = desk.ended();
    await desk.send();
    expect(await second).toBe('dead The webhook was switched off.');
    expect(receiver.messages).toHaveLength(1);
    expect(await desk.webhooks.change('alice', id, { enabled: true })).toMatchObject({
      enabled: true,
      disabledReason: null,
    });
    receiver.reactWith(() => ({ status: 204 }));
    for (const letter of (await desk.webhooks.deadLetters('alice', id)) ?? []) {
      const again = desk.ended();
      await desk.webhooks.redeliver('alice', id, letter.id);
      expect(await again).toBe('done null');
    }
    expect(receiver.messages).toHaveLength(3);
  },
);

verifies(
  'webhook:retry',
  'A name that is unknown and a port where nobody listens are told apart and tried again',
  async () => {
    const unknown: Resolve = async () => {
      throw new Error('ENOTFOUND');
    };
    await using nowhere = await openDesk('https://receiver.test/hooks', unknown);
    const first = nowhere.ended();
    await nowhere.send();
    expect(await first).toBe('again The name of the receiver could not be resolved.');
    await receiver[Symbol.asyncDispose]();
    await using closed = await openDesk();
    const second = closed.ended();
    await closed.send();
    expect(await second).toBe('again The receiver refused the connection: nothing listens at this address and port.');
  },
);

verifies(
  'webhook:not-allowed',
  'An address that is not allowed is tried once, and told without what it leads to',
  async () => {
    const inside: Resolve = async () => [{ address: '10.20.30.40', family: 4 }];
    await using desk = await openDesk('http://receiver.test/hooks', inside);
    const { id } = desk.registered.webhook;
    const ended = desk.ended();
    await desk.send();
    expect(await ended).toMatch(/^dead The address is not allowed: /);
    const letters = (await desk.webhooks.deadLetters('alice', id)) ?? [];
    expect(letters).toMatchObject([{ attempts: 1, reason: expect.not.stringContaining('10.20') }]);
    await desk.webhooks.change('alice', id, { url: receiver.url });
    const again = desk.ended();
    expect(await desk.webhooks.redeliver('alice', id, String(letters[0]?.id))).toBe('waiting');
    expect(await again).toBe('done null');
  },
);

verifies('webhook:delivery', 'An answer that accepts is taken as it is, packed or not', async () => {
  receiver.reactWith(() => ({ status: 200, headers: { 'content-encoding': 'gzip' } }));
  await using desk = await openDesk();
  const ended = desk.ended();
  await desk.send();
  expect(await ended).toBe('done null');
});

verifies('webhook:dead-letter', 'The last dead letters of a webhook are kept, and the oldest make room', async () => {
  await using desk = await openDesk();
  const { store, clock } = desk.subject;
  const letter = (webhook: string) => {
    const delivery = { owner: 'alice', webhook, event: 'turn.completed', turn: newId() } as const;
    const setting = letterRow(deliveryJob(newId(), delivery, clock.now()), 'The receiver answered 503.', clock.now());
    return { kind: 'setting.put', setting } as const;
  };
  const { id } = desk.registered.webhook;
  const other = letter('another');
  const letters = Array.from({ length: MOST_LETTERS + 1 }, () => letter(id));
  await mustCommit(store, other, ...letters);
  await desk.webhooks.change('alice', id, { enabled: false });
  clock.advance(1);
  const ended = desk.ended();
  await desk.send();
  expect(await ended).toBe('dead The webhook was switched off.');
  const kept = (await desk.webhooks.deadLetters('alice', id)) ?? [];
  expect(kept).toHaveLength(MOST_LETTERS);
  expect(kept[0]?.id).toBe(letters[2]?.setting.id);
  expect(kept.at(-1)).toMatchObject({ reason: 'The webhook was switched off.', attempts: 0 });
  expect(await desk.webhooks.deadLetters('alice', 'another')).toBeNull();
  expect(await store.setting('alice', 'webhook.dead', other.setting.id)).not.toBeNull();
});

verifies(
  'webhook:rotate webhook:signature fault:S07',
  'The old secret verifies for a day, and nothing that was changed or is late does',
  async () => {
    await using desk = await openDesk();
    const { id } = desk.registered.webhook;
    const old = desk.registered.secret;
    const { secret = '' } = (await desk.webhooks.rotate('alice', id)) ?? {};
    await desk.send();
    const both = await receiver.received(0);
    expect([old, secret].map((one) => accepts(one, both))).toEqual([true, true]);
    expect(accepts(secret, both, 5 * 60_000 + 1_000)).toBe(false);
    expect(accepts(secret, { ...both, body: both.body.replace('completed', 'Completed') })).toBe(false);
    expect(accepts(secret, { ...both, headers: { ...both.headers, 'webhook-id': 'another' } })).toBe(false);
    desk.subject.clock.advance(OVERLAP_MS);
    await desk.send();
    const late = await receiver.received(1);
    expect([old, secret].map((one) => accepts(one, late))).toEqual([false, true]);
    expect(JSON.stringify(await desk.webhooks.list('alice'))).not.toContain('whsec_');
  },
);

verifies('webhook:erase', 'What waits to be sent goes with its conversation', async () => {
  receiver.reactWith(() => ({ status: 500 }));
  await using desk = await openDesk();
  const first = desk.ended();
  await desk.send();
  await first;
  const removed = await commit(desk.subject.store, {
    kind: 'conversation.delete',
    id: desk.conversation,
    owner: 'alice',
  });
  expect(removed).toMatchObject({ committed: true });
  desk.subject.clock.advance(86_400_000);
  expect(await desk.subject.store.claim(['webhook.deliver'], 'first', 1_000, 9)).toEqual([]);
  expect(receiver.messages).toHaveLength(1);
});
