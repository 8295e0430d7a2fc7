import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { z } from 'zod';
import { verifies } from '../../../../spec/verifies.ts';
import { hostileAddresses } from '../security/outbound/hostile-addresses.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal, words } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { startRawServer } from '../support/raw-server.ts';
import { startWebhookReceiver, type ReceivedMessage, type WebhookReceiver } from '../support/webhook-receiver.ts';
import { framesOf, staffClient } from './support/staff-client.ts';

const WEBHOOKS = '/api/v1/webhooks';

let provider: FakeProvider;
let receiver: WebhookReceiver;
let server: InProcess;

beforeAll(async () => {
  provider = await startFakeProvider();
  receiver = await startWebhookReceiver();
  server = await startInProcess({
    environment: { OPENAI_BASE_URL: provider.baseUrl, OUTBOUND_ALLOW: receiver.host },
  });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
  await provider.close();
});

const client = () => staffClient(server.url);

async function call(method: string, path: string, body?: unknown) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  return client().call(method, `${WEBHOOKS}${path}`, body, headers);
}

/** Registers the receiver; `remove` ends that. */
async function register(settings: object = {}) {
  const { status, body } = await call('POST', '', { url: receiver.url, ...settings });
  expect(status).toBe(201);
  const id = String(body['id']);
  return { id, secret: String(body['secret']), remove: () => call('DELETE', `/${id}`) };
}

function verified(secret: string, { headers, body }: ReceivedMessage): unknown {
  return new Verifier(secret).verify(body, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  });
}

verifies(
  'webhook:delivery webhook:signature',
  'The answer of the asynchronous twin is delivered, signed, under the ids of the stream',
  async () => {
    const webhook = await register();
    provider.enqueue(answer(['Done', '.']));
    const from = receiver.messages.length;
    const sent = await client().send('maya', 'Please do it.', { 'idempotency-key': 'delivered' });
    const told = verified(webhook.secret, await receiver.received(from));
    const stream = await client().ask('maya', 'Please do it.', { 'idempotency-key': 'delivered' });
    await stream.ended;
    const [saved] = (await client().history('maya')).messages;
    expect(told).toEqual({
      type: 'turn.completed',
      timestamp: expect.stringMatching(/Z$/),
      data: {
        ...saved,
        id: framesOf(stream).at(-1)?.['message_id'],
        content: 'Done.',
        reply_to: sent.body['id'],
        turn_id: stream.headers['x-turn-id'],
        conversation_id: stream.headers['x-conversation-id'],
        mount: 'staff',
        assistant: 'staff',
      },
    });
    await webhook.remove();
  },
);

verifies('webhook:events', 'A webhook is told of the events that it wants', async () => {
  const failures = await register({ events: ['turn.failed'] });
  const from = receiver.messages.length;
  provider.enqueue(answer(['Fine.']), refusal(401));
  await (
    await client().ask('omar', 'Well?')
  ).ended;
  await (
    await client().ask('omar', 'And now?')
  ).ended;
  expect(verified(failures.secret, await receiver.received(from))).toMatchObject({ type: 'turn.failed' });
  await failures.remove();
  const cancels = await register({ events: ['turn.cancelled'] });
  provider.enqueue({ steps: [...answer(words(1)).steps.slice(0, 2), { kind: 'hang' }] });
  const stream = await client().ask('omar', 'Never mind.');
  await client().call('POST', `/api/v1/turns/${String(stream.headers['x-turn-id'])}/cancel`);
  expect(verified(cancels.secret, await receiver.received(from + 1))).toMatchObject({ type: 'turn.cancelled' });
  await cancels.remove();
  expect(receiver.messages).toHaveLength(from + 2);
});

verifies('webhook:manage', 'A webhook is listed, changed, switched off, tested and removed', async () => {
  const { id, remove } = await register({ description: 'Ours' });
  const shown = { id, url: receiver.url, description: 'Ours', enabled: true, disabled_reason: null };
  const { body } = await call('GET', '');
  expect(body).toMatchObject({ webhooks: [shown] });
  expect(JSON.stringify(body)).not.toContain('whsec_');
  const from = receiver.messages.length;
  expect((await call('POST', `/${id}/test`)).body).toEqual({ delivered: true, status: 204, problem: null });
  expect(JSON.parse(receiver.messages[from]?.body ?? '')).toMatchObject({
    type: 'webhook.test',
    data: { webhook: id },
  });
  const changed = await call('PATCH', `/${id}`, { description: null, enabled: false });
  expect(changed.body).toMatchObject({ ...shown, description: null, enabled: false, events: expect.any(Array) });
  provider.enqueue(answer(['Untold.']));
  await (
    await client().ask('elena', 'Quietly.')
  ).ended;
  expect(receiver.messages).toHaveLength(from + 1);
  expect((await remove()).status).toBe(204);
  expect((await call('GET', `/${id}`)).status).toBe(404);
  expect((await remove()).status).toBe(404);
});

/** The dead letters of a webhook, as soon as there are so many. */
async function lettersOnce(id: string, count: number): Promise<readonly unknown[]> {
  return vi.waitUntil(
    async () => {
      const { dead_letters: letters } = (await call('GET', `/${id}/dead-letters`)).body;
      return Array.isArray(letters) && letters.length === count ? letters : null;
    },
    { timeout: 20_000 },
  );
}

function idOf(letter: unknown): string {
  return z.object({ id: z.string() }).parse(letter).id;
}

for (const { how, off } of [
  { how: 'by a 410', off: () => receiver.reactWith(() => ({ status: 410 })) },
  { how: 'by its owner', off: (id: string) => call('PATCH', `/${id}`, { enabled: false }) },
]) {
  verifies('webhook:410 webhook:dead-letter', `What a webhook misses while it is off waits: ${how}`, async () => {
    const { id, remove } = await register();
    await off(id);
    const texts = ['First.', 'Second.'];
    for (const [index, text] of texts.entries()) {
      provider.enqueue(answer([text]));
      await (
        await client().ask('elena', 'Well?')
      ).ended;
      await lettersOnce(id, index + 1);
    }
    const letters = await lettersOnce(id, 2);
    expect(letters.at(-1)).toMatchObject({ reason: 'The webhook was switched off.', attempts: 0 });
    receiver.reactWith(() => ({ status: 204 }));
    const from = receiver.messages.length;
    for (const letter of letters) {
      expect(await call('POST', `/${id}/dead-letters/${idOf(letter)}/redeliver`)).toMatchObject({
        status: 409,
        body: { code: 'webhook_disabled', detail: expect.stringContaining('switched off') },
      });
    }
    expect(await lettersOnce(id, 2)).toEqual(letters);
    expect((await call('PATCH', `/${id}`, { enabled: true })).body).toMatchObject({ enabled: true });
    for (const [index, letter] of letters.entries()) {
      const name = idOf(letter);
      expect((await call('POST', `/${id}/dead-letters/${name}/redeliver`)).status).toBe(202);
      const { headers, body } = await receiver.received(from + index);
      expect(headers['webhook-id']).toBe(name);
      expect(JSON.parse(body)).toMatchObject({ data: { content: texts[index] } });
    }
    await lettersOnce(id, 0);
    await remove();
  });
}

verifies('webhook:manage', 'What is no address of a receiver is refused', async () => {
  for (const url of [
    'ftp://example.org/',
    'https://user:pass@example.org/',
    'nonsense',
    7,
    `https://e.org/${'x'.repeat(3_000)}`,
  ]) {
    expect(await call('POST', '', { url })).toMatchObject({ status: 400, body: { code: 'validation' } });
  }
  expect((await call('POST', '', { url: receiver.url, events: ['all'] })).status).toBe(400);
});

verifies('webhook:manage fault:S06', 'A number that is not public is refused when it is registered', async () => {
  const { id, remove } = await register();
  for (const url of ['http://169.254.169.254/x', 'http://0xa9fea9fe/', 'https://[::1]:9000/', 'http://127.1/']) {
    const refused = { status: 400, body: { code: 'validation', field: 'body.url' } };
    expect(await call('POST', '', { url }), url).toMatchObject(refused);
    expect(await call('PATCH', `/${id}`, { url }), url).toMatchObject(refused);
  }
  const named = await call('POST', '', { url: 'http://localhost:9/', enabled: false });
  expect(named.status).toBe(201);
  expect((await call('POST', `/${String(named.body['id'])}/test`)).body).toMatchObject({ delivered: false });
  await call('DELETE', `/${String(named.body['id'])}`);
  await remove();
});

verifies('webhook:rotate', 'A new secret signs the next message', async () => {
  const webhook = await register();
  const { body } = await call('POST', `/${webhook.id}/rotate`);
  const from = receiver.messages.length;
  await call('POST', `/${webhook.id}/test`);
  const message = await receiver.received(from);
  for (const secret of [webhook.secret, String(body['secret'])]) {
    expect(verified(secret, message)).toMatchObject({ type: 'webhook.test' });
  }
  await webhook.remove();
});

verifies('webhook:apart', 'A receiver that hangs holds up no answer and no other receiver', async () => {
  const slow = await register();
  const other = await register();
  const from = receiver.messages.length;
  receiver.reactWith(({ headers }) =>
    headers['webhook-id'] === receiver.messages[from]?.headers['webhook-id'] ? 'hang' : { status: 204 },
  );
  for (const [index, text] of ['One.', 'Two.'].entries()) {
    provider.enqueue(answer([text]));
    const stream = await client().ask('jonas', 'Next?');
    expect(await stream.ended).toBe(true);
    expect(framesOf(stream)[0]).toEqual({ type: 'token', content: text });
    await receiver.received(from + 2 * index + 1);
  }
  await receiver.received(from + 3);
  receiver.reactWith(() => ({ status: 204 }));
  await Promise.all([slow.remove(), other.remove()]);
});

verifies('fault:S06', 'No spelling of an inner address gets a message, nor a connection', async () => {
  await using trap = await startRawServer({ answer: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\n\r\n') });
  const addresses = hostileAddresses(trap.port);
  expect(addresses.length).toBeGreaterThan(200);
  const { id, remove } = await register();
  const reached: string[] = [];
  for (const url of addresses) {
    const { status } = await call('PATCH', `/${id}`, { url });
    if (status === 400) continue;
    const { body } = await call('POST', `/${id}/test`);
    if (body['delivered'] !== false || body['status'] !== null) reached.push(url);
    expect(body['problem']).toMatch(
      /^(?:The address is not allowed: [^\d]+|The name of the receiver could not be resolved\.)$/,
    );
  }
  expect(reached).toEqual([]);
  expect(trap.connectionsSoFar()).toBe(0);
  await remove();
});
