import { expect } from 'vitest';
import { useServer } from '../../server/test/support/use-server.ts';
import { verifies } from '../../../spec/verifies.ts';
import { createClient, fetchTransport, memoryStorage, type Client, type Transport } from '../src/index.ts';
import { begin, gated, reaches } from './support/turns.ts';

const used = useServer();
const storage = memoryStorage();

const connect = (transport: Transport = fetchTransport()): Client =>
  createClient({
    url: used.server.url,
    backoff: { firstMs: 1, longestMs: 20 },
    storage,
    environment: { transport },
  });

const callsWith = (text: string): number =>
  used.provider.calls.filter(({ body }) => JSON.stringify(body).includes(text)).length;

verifies('client:send-once', 'makes one turn of a send whose first answers were lost', async () => {
  const keys: (string | undefined)[] = [];
  const transport: Transport = async (request) => {
    const response = await fetchTransport()(request);
    if (!request.url.endsWith('/turns')) return response;
    keys.push(request.headers['Idempotency-Key']);
    // The server has it; the client does not get to know.
    if (keys.length <= 2) throw new TypeError('The connection failed.');
    return response;
  };
  const client = connect(transport);
  const conversation = await begin(client);
  const { status } = await client.send(conversation, 'Only once.').ended;
  expect(status).toBe('completed');
  expect(keys).toEqual([keys[0], keys[0], keys[0]]);
  expect((await client.conversations.snapshot(conversation)).messages).toHaveLength(2);
  expect(callsWith('Only once.')).toBe(1);
  expect(await client.pending()).toEqual([]);
});

verifies('client:reload client:send-once', 'sends under the same key after a reload that came too early', async () => {
  const conversation = await begin(connect());
  const offline: Transport = () => Promise.reject(new TypeError('The connection failed.'));
  const early = connect(offline).send(conversation, 'Before the reload.');
  await reaches(early, ({ state }) => state.connection.state === 'waiting');
  early.close();
  await expect(early.ended).rejects.toMatchObject({ kind: 'closed' });
  const [send, ...more] = await connect().pending();
  expect(more).toEqual([]);
  if (send === undefined) throw new Error('Nothing was kept.');
  expect(send).toMatchObject({ key: early.state.key, conversation, turn: null });
  // Two tabs may come back at once.
  const [one, other] = [connect().resume(send), connect().resume(send)];
  expect((await one.ended).turn).toBe((await other.ended).turn);
  expect(callsWith('Before the reload.')).toBe(1);
  expect(await connect().pending()).toEqual([]);
});

verifies(
  'client:users',
  'keeps apart what several users have left, and never sends by itself what was refused',
  async () => {
    const connectAs = (user: string, transport: Transport = fetchTransport()): Client =>
      createClient({
        url: used.server.url,
        user,
        storage,
        backoff: { firstMs: 1, longestMs: 20 },
        environment: { transport },
      });
    const offline: Transport = () => Promise.reject(new TypeError('The connection failed.'));
    const left = connectAs('alice', offline).send(await begin(connect()), 'Mine.');
    await reaches(left, ({ state }) => state.connection.state === 'waiting');
    left.close();
    expect(await connectAs('bob').pending()).toEqual([]);
    expect(await connectAs('alice').pending()).toHaveLength(1);
    for (const status of [401, 402, 429]) {
      const refused = connectAs('carol', async () => ({
        status,
        header: (name) => (name === 'retry-after' ? '3600' : null),
        text: async () => '',
        read: async () => undefined,
      }));
      await expect(refused.send('c', 'No.').ended).rejects.toMatchObject({ status });
      expect(await refused.pending()).toEqual([]);
    }
  },
);

verifies(
  'client:reload',
  'follows after a reload what was being answered, from its start or a checkpoint',
  async () => {
    used.provider.enqueue(gated(['One ', 'two '], 'reload', ['three']));
    const before = connect();
    const stream = before.send(await begin(before), 'Count on.');
    await reaches(stream, ({ state }) => state.text === 'One two ');
    await stream.checkpoint(stream.state.seq);
    stream.close();
    const [send] = await connect().pending();
    const turn = send?.turn ?? null;
    if (send === undefined || turn === null) throw new Error('Nothing was kept.');
    const [behind, whole] = [connect().resume(send), connect().follow(turn)];
    used.provider.release('reload');
    const seen: unknown[] = [];
    for await (const event of behind) seen.push(event.type === 'part.delta' ? event.text : event.type);
    expect(seen).toEqual(['three', 'part.ended', 'usage', 'turn.completed']);
    expect(await behind.ended).toMatchObject({ text: 'One two three', status: 'completed' });
    expect(await whole.ended).toMatchObject({ text: 'One two three', status: 'completed' });
  },
);

verifies('client:cancel client:reload', 'goes on with a cancel that had not got through before a reload', async () => {
  used.provider.enqueue(gated(['Once '], 'never', []));
  let isCut = false;
  const client = connect(async (request) => {
    if (isCut) throw new TypeError('The connection failed.');
    return fetchTransport()(request);
  });
  const stream = client.send(await begin(client), 'Stop later.');
  await reaches(stream, ({ state }) => state.text === 'Once ');
  isCut = true;
  const cancelling = stream.cancel();
  expect(stream.state.stop).toBe('asked');
  await expect.poll(async () => (await client.pending())[0]?.isCancelled, { timeout: 60_000 }).toBe(true);
  stream.close();
  await expect(cancelling).rejects.toMatchObject({ kind: 'closed' });
  expect(stream.state.stop).toBe('asked');
  const [send] = await connect().pending();
  if (send === undefined) throw new Error('Nothing was kept.');
  expect(await connect().resume(send).ended).toMatchObject({ status: 'cancelled', stop: 'stored', text: 'Once ' });
  used.provider.release('never');
});
