import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import type { Script } from '../support/fake-provider/script.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { createServerHome } from '../support/server-process.ts';
import { openStreamClient } from '../support/stream-client.ts';

function heldBefore(gate: string): Script {
  return {
    steps: [
      { kind: 'role' },
      { kind: 'wait', gate },
      { kind: 'delta', text: 'Done' },
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  };
}

verifies(
  'http:draining:repeat turn:33 turn:4',
  'a repeat attaches while the server stops, a new one is refused',
  async () => {
    await using provider = await startFakeProvider();
    provider.onMarker('last words', heldBefore('finish'));
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
    const server = await home.start();
    const ask = (key: string, message = 'last words') =>
      openStreamClient(server.url, { path: '/chat', body: { message }, headers: { 'idempotency-key': key } });
    const first = await ask('one');
    const exit = server.stop('SIGTERM');
    for (let status = 200; status !== 503;) ({ status } = await fetch(`${server.url}/readyz`));
    const repeat = await ask('one');
    expect([repeat.status, repeat.headers['idempotency-replayed']]).toEqual([200, 'true']);
    expect(turnOf(repeat)).toBe(turnOf(first));
    const fresh = await ask('two');
    expect([fresh.status, fresh.headers['retry-after']]).toEqual([503, '5']);
    expect((await ask('one', 'other words')).status).toBe(422);
    provider.release('finish');
    expect([await first.ended, await repeat.ended]).toEqual([true, true]);
    expect(repeat.events).toEqual(first.events);
    expect(provider.calls).toHaveLength(1);
    expect(await exit).toBe(0);
  },
);

verifies('http:live-turns:taken-over turn:22', 'turns that the start has taken over take places', async () => {
  await using provider = await startFakeProvider();
  provider.onMarker('held', heldBefore('go'));
  await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl, MAX_LIVE_TURNS: '2' });
  const before = await home.start();
  const client = nativeClient(before.url);
  const turns: string[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    const stream = await client.ask(await client.createConversation(), `held ${turn}`);
    await provider.reached('go');
    turns.push(turnOf(stream));
  }
  await before.kill();
  const after = await home.start();
  const next = nativeClient(after.url);
  const conversation = await next.createConversation();
  const refused = await next.call('POST', `/conversations/${conversation}/turns`, { message: 'one too many' });
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  provider.release('go');
  for (const turn of turns) {
    const followed = await next.follow(turn);
    expect(await followed.ended).toBe(true);
    expect(followed.events.at(-1)?.data).toContain('turn.completed');
  }
  expect(
    (await next.call('POST', `/conversations/${conversation}/turns`, { message: 'now', stream: false })).status,
  ).toBe(200);
  expect(await after.stop()).toBe(0);
});
