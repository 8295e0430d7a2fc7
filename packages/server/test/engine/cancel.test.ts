import { afterAll, beforeAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, words } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient, turnOf, type NativeClient } from '../support/native-client.ts';
import { judgeLog, nativeEvent, readWholeLog } from '../support/oracle.ts';

let provider: FakeProvider;
let server: InProcess;
let client: NativeClient;

beforeAll(async () => {
  provider = await startFakeProvider();
  server = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl } });
  client = nativeClient(server.url);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider.close();
});

const HELD = {
  steps: [{ kind: 'role' as const }, { kind: 'delta' as const, text: 'Half' }, { kind: 'hang' as const }],
};

verifies('turn:26 turn:27 fault:C18', 'a cancel closes the provider and keeps what was said', async () => {
  provider.onMarker('cancel me', HELD);
  const index = provider.calls.length;
  const stream = await client.ask(await client.createConversation(), 'cancel me');
  await stream.received(3);
  const first = await client.cancel(turnOf(stream));
  expect(first.status).toBe(202);
  await provider.closedByClient(index);
  expect(await stream.ended).toBe(true);
  const verdict = judgeLog(stream.events.map(nativeEvent));
  expect(verdict).toMatchObject({ text: 'Half', end: 'turn.cancelled' });
  const second = await client.cancel(turnOf(stream));
  expect(second.status).toBe(200);
  expect(second.body).toMatchObject({ state: 'ended', terminal: { type: 'turn.cancelled', partial: 'Half' } });
});

verifies(
  'turn:26 fault:C21',
  'a client that leaves stops nothing: its message is there, and the answer comes',
  async () => {
    provider.onMarker('leaving', {
      steps: [
        { kind: 'role' },
        { kind: 'wait', gate: 'left' },
        { kind: 'delta', text: 'Still here' },
        { kind: 'finish', reason: 'stop' },
        { kind: 'done' },
      ],
    });
    const conversation = await client.createConversation();
    const stream = await client.ask(conversation, 'leaving now');
    const turn = turnOf(stream);
    stream.cut();
    await stream.ended;
    const before = await client.call('GET', `/conversations/${conversation}/messages`);
    expect(JSON.stringify(before.body)).toContain('leaving now');
    provider.release('left');
    const again = await client.follow(turn);
    expect(await again.ended).toBe(true);
    const after = await client.call('GET', `/conversations/${conversation}/messages`);
    expect(JSON.stringify(after.body)).toContain('Still here');
  },
);

verifies(
  'fault:C16 turn:17 turn:27',
  'a cancel that races the end leaves one terminal that everybody is told',
  async () => {
    provider.respondWith(() => answer(words(6), { intervalMs: 1 }));
    const conversation = await client.createConversation();
    const ends = new Set<string>();
    for (let round = 0; round < 120; round += 1) {
      const stream = await client.ask(conversation, `race ${round}`);
      // Somewhere between the acceptance and after the end, in the order in which things really happen.
      await stream.received(1 + (round % 9)).catch(() => undefined);
      const outcomes = await Promise.all([client.cancel(turnOf(stream)), client.cancel(turnOf(stream))]);
      await stream.ended;
      const { end } = judgeLog(await readWholeLog(server.url, turnOf(stream)));
      ends.add(end);
      for (const outcome of outcomes) {
        expect([200, 202]).toContain(outcome.status);
        if (outcome.status === 200) expect(outcome.body).toMatchObject({ terminal: { type: end } });
      }
    }
    expect([...ends].toSorted()).toEqual(['turn.cancelled', 'turn.completed']);
  },
  60_000,
);
