import { expect } from 'vitest';
import { startCuttingRelay } from '../../server/test/browser/cutting-relay.ts';
import { answer, words } from '../../server/test/support/fake-provider/script.ts';
import { useServer } from '../../server/test/support/use-server.ts';
import { verifies } from '../../../spec/verifies.ts';
import { createClient, type Client } from '../src/index.ts';
import { begin, gated, reaches } from './support/turns.ts';

const used = useServer();
const QUICK = { firstMs: 1, longestMs: 20 };

const connect = (url = used.server.url): Client => createClient({ url, backoff: QUICK });

verifies('client:events', 'gives the events of a turn once each, and a state that is what they say', async () => {
  const texts = [...words(300), ' — “four”, 四, 🙂\u2028 and a last line\n'];
  used.provider.enqueue(answer(texts));
  const client = connect();
  const conversation = await begin(client);
  const stream = client.send(conversation, 'Hello?');
  const seqs: number[] = [];
  for await (const event of stream) seqs.push(event.seq);
  expect(seqs).toEqual(seqs.map((_, index) => index));
  const state = await stream.ended;
  expect(state).toMatchObject({ status: 'completed', text: texts.join(''), conversation, seq: seqs.length - 1 });
  expect(state.usage).toMatchObject({ output: texts.length });
  const { messages, turns } = await client.conversations.snapshot(conversation);
  expect(turns).toEqual([]);
  expect(messages.map(({ id, text }) => [id, text])).toEqual([
    [state.userMessage, 'Hello?'],
    [state.assistantMessage, texts.join('')],
  ]);
});

verifies('client:resume', 'goes on behind the last event each time that its connection is cut', async () => {
  await using relay = await startCuttingRelay(used.server.url);
  const client = connect(relay.url);
  used.provider.enqueue(gated(['One ', 'two '], 'first', ['three ', 'four']));
  const stream = client.send(await begin(client), 'Count.');
  await reaches(stream, ({ state }) => state.text === 'One two ');
  relay.cut();
  await reaches(stream, ({ state }) => state.connection.state === 'waiting');
  await reaches(stream, ({ state }) => state.connection.state === 'open');
  relay.cut();
  used.provider.release('first');
  const seqs: number[] = [];
  for await (const { seq } of stream) seqs.push(seq);
  expect(seqs).toEqual(seqs.map((_, index) => index));
  expect((await stream.ended).text).toBe('One two three four');
  expect(used.provider.calls.filter(({ body }) => JSON.stringify(body).includes('Count.'))).toHaveLength(1);
});

verifies('client:cancel', 'says that it is stored when the server has stored it, and keeps what was said', async () => {
  const client = connect();
  used.provider.enqueue(gated(['Once upon '], 'never', []));
  const stream = client.send(await begin(client), 'Tell.');
  await reaches(stream, ({ state }) => state.text !== '');
  const cancelled = stream.cancel();
  expect(stream.state.stop).toBe('asked');
  expect(await cancelled).toBe('stored');
  expect(await stream.ended).toMatchObject({ status: 'cancelled', text: 'Once upon ', cancelledBy: 'user' });
  expect(await stream.cancel()).toBe('ended');
  used.provider.release('never');
});
