import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { staffClient } from '../surfaces/support/staff-client.ts';
import { createServerHome, type ServerProcess } from '../support/server-process.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

async function register(server: ServerProcess, url: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const { status } = await staffClient(server.url).call('POST', '/api/v1/webhooks', { url }, headers);
  expect(status).toBe(201);
}

verifies(
  'fault:F22 webhook:outbox',
  'A message whose delivery a kill cut off comes again after the restart, with its webhook-id',
  async () => {
    await using receiver = await startWebhookReceiver();
    await using home = await createServerHome({ MODEL: 'scripted', OUTBOUND_ALLOW: receiver.host });
    // It has the message and has not said so: the server cannot know whether it was delivered.
    receiver.reactWith(() => 'hang');
    const server = await home.start();
    await register(server, receiver.url);
    const sent = await staffClient(server.url).send('maya', 'repeat: kept');
    const first = await receiver.received(0);
    await server.kill();
    receiver.reactWith(() => ({ status: 204 }));
    const restarted = await home.start();
    const second = await receiver.received(1);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.body).toBe(first.body);
    expect(JSON.parse(second.body)).toMatchObject({ data: { content: 'kept', reply_to: sent.body['id'] } });
    await restarted.stop();
    // What was accepted is not sent once more.
    const third = await home.start();
    await (
      await staffClient(third.url).ask('omar', 'repeat: another')
    ).ended;
    expect(JSON.parse((await receiver.received(2)).body)).toMatchObject({ data: { content: 'another' } });
    await third.stop();
  },
);

verifies(
  'fault:F22 webhook:outbox',
  'An answer that was committed while the receiver was away is told after a kill',
  async () => {
    await using receiver = await startWebhookReceiver();
    await using home = await createServerHome({ MODEL: 'scripted', OUTBOUND_ALLOW: receiver.host });
    const server = await home.start();
    await register(server, receiver.url);
    const stream = await staffClient(server.url).ask('maya', 'repeat: on record');
    await stream.ended;
    // Whether the delivery had begun is for chance to say: at the end of the stream the terminal is committed.
    await server.kill();
    const restarted = await home.start();
    const told = await receiver.received(0);
    expect(JSON.parse(told.body)).toMatchObject({
      data: { content: 'on record', turn_id: stream.headers['x-turn-id'] },
    });
    await restarted.stop();
    expect(new Set(receiver.messages.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  },
);
