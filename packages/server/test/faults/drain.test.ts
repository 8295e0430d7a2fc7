import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, nativeEvent } from '../support/oracle.ts';
import { createServerHome } from '../support/server-process.ts';

verifies('turn:33', 'SIGTERM lets running answers finish, takes no new ones, and ends with exit code 0', async () => {
  await using provider = await startFakeProvider();
  provider.onMarker('last words', {
    steps: [
      { kind: 'role' },
      { kind: 'delta', text: 'Still' },
      { kind: 'wait', gate: 'finish' },
      { kind: 'delta', text: ' finishing' },
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  });
  await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
  const server = await home.start();
  const client = nativeClient(server.url);
  const [one, two] = [await client.createConversation(), await client.createConversation()];
  const stream = await client.ask(one, 'last words');
  await stream.received(3);
  const exit = server.stop('SIGTERM');
  for (let status = 200; status !== 503;) {
    ({ status } = await fetch(`${server.url}/readyz`));
  }
  const refused = await client.call('POST', `/conversations/${two}/turns`, { message: 'too late' });
  expect(refused).toMatchObject({ status: 503, body: { code: 'shutting_down' } });
  expect(refused.headers.get('retry-after')).not.toBeNull();
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  provider.release('finish');
  expect(await stream.ended).toBe(true);
  const log = stream.events.map(nativeEvent);
  expect(judgeLog(log)).toMatchObject({ text: 'Still finishing', end: 'turn.completed' });
  expect(await exit).toBe(0);
});

verifies(
  'turn:33 turn:22',
  'a second signal leaves at once, and the next start takes over what was running',
  async () => {
    await using provider = await startFakeProvider();
    provider.onMarker('never finishes', {
      steps: [{ kind: 'role' }, { kind: 'delta', text: 'Half' }, { kind: 'hang' }],
    });
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
    const server = await home.start();
    const client = nativeClient(server.url);
    const stream = await client.ask(await client.createConversation(), 'never finishes');
    await stream.received(3);
    const exit = server.stop('SIGTERM');
    for (let status = 200; status !== 503;) {
      ({ status } = await fetch(`${server.url}/readyz`));
    }
    expect(await server.stop('SIGTERM')).toBe(1);
    expect(await exit).toBe(1);
    const next = await home.start();
    const rest = await nativeClient(next.url).follow(turnOf(stream), '', stream.lastId());
    expect(await rest.ended).toBe(true);
    const log = [...stream.events, ...rest.events];
    judgeDelivery(log, log.map(nativeEvent));
    expect(judgeLog(log.map(nativeEvent))).toMatchObject({ text: 'Half', end: 'turn.failed' });
    await next.kill();
  },
);
