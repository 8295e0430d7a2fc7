import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { answer, words } from '../support/fake-provider/script.ts';
import { turnOf } from '../support/native-client.ts';
import { judgeLog, nativeEvent, readWholeLog } from '../support/oracle.ts';
import { useServer } from '../support/use-server.ts';

const used = useServer();

const HELD = {
  steps: [{ kind: 'role' as const }, { kind: 'delta' as const, text: 'Half' }, { kind: 'hang' as const }],
};

verifies('turn:26 turn:27 fault:C18', 'a cancel closes the provider and keeps what was said', async () => {
  used.provider.onMarker('cancel me', HELD);
  const index = used.provider.calls.length;
  const stream = await used.client.ask(await used.client.createConversation(), 'cancel me');
  await stream.received(3);
  const first = await used.client.cancel(turnOf(stream));
  expect(first.status).toBe(202);
  await used.provider.closedByClient(index);
  expect(await stream.ended).toBe(true);
  const verdict = judgeLog(stream.events.map(nativeEvent));
  expect(verdict).toMatchObject({ text: 'Half', end: 'turn.cancelled' });
  const second = await used.client.cancel(turnOf(stream));
  expect(second.status).toBe(200);
  expect(second.body).toMatchObject({ state: 'ended', terminal: { type: 'turn.cancelled', partial: 'Half' } });
});

verifies(
  'turn:26 fault:C21',
  'a client that leaves stops nothing: its message is there, and the answer comes',
  async () => {
    used.provider.onMarker('leaving', {
      steps: [
        { kind: 'role' },
        { kind: 'wait', gate: 'left' },
        { kind: 'delta', text: 'Still here' },
        { kind: 'finish', reason: 'stop' },
        { kind: 'done' },
      ],
    });
    const conversation = await used.client.createConversation();
    const stream = await used.client.ask(conversation, 'leaving now');
    const turn = turnOf(stream);
    stream.cut();
    await stream.ended;
    const before = await used.client.call('GET', `/conversations/${conversation}/messages`);
    expect(JSON.stringify(before.body)).toContain('leaving now');
    used.provider.release('left');
    const again = await used.client.follow(turn);
    expect(await again.ended).toBe(true);
    const after = await used.client.call('GET', `/conversations/${conversation}/messages`);
    expect(JSON.stringify(after.body)).toContain('Still here');
  },
);

verifies(
  'fault:C16 turn:17 turn:27',
  'a cancel that races the end leaves one terminal that everybody is told',
  async () => {
    used.provider.respondWith(() => answer(words(6), { intervalMs: 1 }));
    const conversation = await used.client.createConversation();
    const ends = new Set<string>();
    for (let round = 0; round < 120; round += 1) {
      const stream = await used.client.ask(conversation, `race ${round}`);
      // Somewhere between the acceptance and after the end, in the order in which things really happen.
      await stream.received(1 + (round % 9)).catch(() => undefined);
      const outcomes = await Promise.all([used.client.cancel(turnOf(stream)), used.client.cancel(turnOf(stream))]);
      await stream.ended;
      const { end } = judgeLog(await readWholeLog(used.server.url, turnOf(stream)));
      ends.add(end);
      for (const outcome of outcomes) {
        expect([200, 202]).toContain(outcome.status);
        if (outcome.status === 200) expect(outcome.body).toMatchObject({ terminal: { type: end } });
      }
    }
    expect([...ends].toSorted()).toEqual(['turn.cancelled', 'turn.completed']);
  },
);
