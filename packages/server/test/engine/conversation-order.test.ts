import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { answer, type Script } from '../support/fake-provider/script.ts';
import { turnOf } from '../support/native-client.ts';
import { judgeLog, nativeEvent } from '../support/oracle.ts';
import { useServer } from '../support/use-server.ts';

const used = useServer();

/** Says one word, then waits for the test. */
function heldAt(gate: string, word: string): Script {
  return {
    steps: [
      { kind: 'role' },
      { kind: 'delta', text: word },
      { kind: 'wait', gate },
      { kind: 'delta', text: ' done' },
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  };
}

function messagesSentFor(marker: string): unknown {
  const call = used.provider.calls.findLast(({ body }) => JSON.stringify(body).includes(marker));
  const { messages }: { messages: readonly { role: string; content: string }[] } = JSON.parse(
    JSON.stringify(call?.body),
  );
  return messages.filter(({ role }) => role !== 'system').map(({ role, content }) => `${role}: ${content}`);
}

verifies('turn:28 turn:29', 'a second message waits and then sees the outcome of the first', async () => {
  used.provider.onMarker('first-in-line', heldAt('line', 'one'));
  used.provider.onMarker('second-in-line', answer(['two']));
  const conversation = await used.client.createConversation();
  const first = await used.client.ask(conversation, 'first-in-line');
  await first.received(3);
  const second = await used.client.ask(conversation, 'second-in-line');
  await second.received(2);
  expect(second.events.map((event) => nativeEvent(event).type)).toEqual(['turn.started', 'progress']);
  expect(nativeEvent(second.events[1] ?? { event: '', data: '{}', id: '' })).toMatchObject({ step: 'queued' });
  used.provider.release('line');
  expect(await first.ended).toBe(true);
  expect(await second.ended).toBe(true);
  expect(judgeLog(second.events.map(nativeEvent)).text).toBe('two');
  expect(messagesSentFor('second-in-line')).toEqual([
    'user: first-in-line',
    'assistant: one done',
    'user: second-in-line',
  ]);
});

verifies('turn:28', 'a second message may be refused instead, and interrupt the first', async () => {
  used.provider.onMarker('long-winded', heldAt('never', 'so'));
  used.provider.onMarker('listen', answer(['yes']));
  const conversation = await used.client.createConversation();
  const first = await used.client.ask(conversation, 'long-winded');
  await first.received(3);
  const refused = await used.client.call('POST', `/conversations/${conversation}/turns`, {
    message: 'listen',
    when_busy: 'reject',
  });
  expect(refused).toMatchObject({ status: 409, body: { code: 'conversation_busy' } });
  const second = await used.client.ask(conversation, 'listen', { when_busy: 'interrupt' });
  await Promise.all([first.ended, second.ended]);
  expect(judgeLog(first.events.map(nativeEvent))).toMatchObject({ end: 'turn.cancelled', text: 'so' });
  expect(judgeLog(second.events.map(nativeEvent))).toMatchObject({ end: 'turn.completed', text: 'yes' });
  expect(messagesSentFor('listen')).toEqual(['user: long-winded', 'assistant: so', 'user: listen']);
});

verifies(
  'turn:28',
  'at most eight messages wait, each can be cancelled while it waits, and all get an end',
  async () => {
    used.provider.onMarker('queue-head', heldAt('queue', 'x'));
    used.provider.onMarker('queue-tail', answer(['y']));
    const conversation = await used.client.createConversation();
    const head = await used.client.ask(conversation, 'queue-head');
    await head.received(3);
    const tails = [];
    for (let index = 0; index < 8; index += 1) {
      tails.push(await used.client.ask(conversation, `queue-tail ${index}`));
    }
    const ninth = await used.client.call('POST', `/conversations/${conversation}/turns`, { message: 'one too many' });
    expect(ninth).toMatchObject({ status: 429, body: { code: 'queue_full' } });
    expect(ninth.headers.get('retry-after')).not.toBeNull();
    const [, third] = tails;
    if (third === undefined) throw new Error('There are eight.');
    expect((await used.client.cancel(turnOf(third))).status).toBe(202);
    expect(await third.ended).toBe(true);
    expect(judgeLog(third.events.map(nativeEvent)).end).toBe('turn.cancelled');
    used.provider.release('queue');
    expect(await Promise.all(tails.map((tail) => tail.ended))).toEqual(Array.from({ length: 8 }, () => true));
    const ends = tails.map((tail) => judgeLog(tail.events.map(nativeEvent)).end);
    expect(ends.filter((end) => end === 'turn.completed')).toHaveLength(7);
    const { body } = await used.client.call('GET', `/conversations/${conversation}/messages`);
    expect(JSON.stringify(body).match(/"role":"assistant"/g)).toHaveLength(9);
  },
);

verifies('turn:30', 'deleting a conversation cancels what runs and leaves nothing to resume', async () => {
  used.provider.onMarker('to be deleted', heldAt('deleted', 'gone'));
  const conversation = await used.client.createConversation();
  const running = await used.client.ask(conversation, 'to be deleted');
  await running.received(3);
  const waiting = await used.client.ask(conversation, 'never begun');
  expect((await used.client.call('DELETE', `/conversations/${conversation}`)).status).toBe(204);
  await Promise.all([running.ended, waiting.ended]);
  expect(judgeLog(running.events.map(nativeEvent)).end).toBe('turn.cancelled');
  expect(judgeLog(waiting.events.map(nativeEvent)).end).toBe('turn.cancelled');
  const resumed = await used.client.follow(turnOf(running), '', running.events[1]?.id);
  expect(resumed.status).toBe(404);
  expect((await used.client.call('GET', `/conversations/${conversation}`)).status).toBe(404);
});

test('whoever accepts a turn that has to wait is told so, and the store says the same', async () => {
  used.provider.onMarker('runs', heldAt('runs', 'one'));
  const conversation = await used.client.createConversation();
  const accept = (text: string) =>
    used.server.engine.accept({
      owner: 'anonymous',
      mount: 'native',
      operation: 'native.turn',
      assistant: 'assistant',
      conversation: { kind: 'id', id: conversation },
      parts: [{ kind: 'text', text }],
      correlationId: `correlation-${text}`,
    });
  const turns = [(await accept('runs')).turn, (await accept('waits')).turn];
  expect(turns.map(({ status }) => status)).toEqual(['running', 'queued']);
  for (const { id, owner, status } of turns) {
    expect(await used.server.engine.turn(owner, id)).toMatchObject({ status });
  }
  used.provider.release('runs');
  for (const { id } of turns) await used.server.engine.terminal(id, new AbortController().signal);
});
