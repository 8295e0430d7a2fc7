import { expect } from 'vitest';
import { useServer } from '../../server/test/support/use-server.ts';
import { verifies } from '../../../spec/verifies.ts';
import { Chat, createClient, fetchTransport, memoryStorage, type Client, type Transport } from '../src/index.ts';
import { answer } from '../../server/test/support/fake-provider/script.ts';
import { begin, gated } from './support/turns.ts';

const used = useServer();

const connect = (transport: Transport = fetchTransport()): Client =>
  createClient({
    url: used.server.url,
    backoff: { firstMs: 1, longestMs: 20 },
    storage: memoryStorage(),
    environment: { transport },
  });

const textsOf = (chat: Chat): string[] => chat.state.messages.map(({ text }) => text);
const idOf = (chat: Chat, text: string): string =>
  String(chat.state.messages.findLast((message) => message.text === text)?.id);
const storedOf = async (chat: Chat): Promise<string[]> => {
  const { messages } = await connect().conversations.snapshot(String(chat.state.conversation));
  return messages.map(({ text }) => text);
};

verifies('client:react:chat', 'edits and asks again behind what is stored, whatever was refused between', async () => {
  used.provider.onMarker('Branch', answer(['Said.']));
  const chat = new Chat(connect());
  await chat.send('Branch A');
  await chat.send('');
  expect(chat.state.error).toMatchObject({ kind: 'invalid' });
  await chat.send('Branch X');
  await chat.edit(idOf(chat, 'Branch X'), 'Branch Y');
  expect(await storedOf(chat)).toEqual(['Branch A', 'Said.', 'Branch Y', 'Said.']);
  await chat.retry();
  const branch = ['Branch A', 'Said.', 'Branch Y', 'Said.'];
  expect(await storedOf(chat)).toEqual(branch);
  // What was refused stays where it was said.
  const shown = ['Branch A', 'Said.', '', 'Branch Y', 'Said.'];
  expect(textsOf(chat)).toEqual(shown);
  await chat.read();
  expect(textsOf(chat)).toEqual(shown);
  await chat.edit(idOf(chat, 'Branch A'), 'Branch B');
  expect(textsOf(chat)).toEqual(['Branch B', 'Said.']);
  expect(await storedOf(chat)).toEqual(['Branch B', 'Said.']);
  chat.close();
});

verifies('client:react:chat', 'edits questions only, and says where there is none', async () => {
  used.provider.onMarker('Only', answer(['Said.']));
  let sends = 0;
  const client = connect((request) => {
    if (request.url.endsWith('/turns')) sends += 1;
    return fetchTransport()(request);
  });
  const chat = new Chat(client);
  await chat.send('Only once');
  const [question, said] = chat.state.messages;
  for (const id of ['nobody', String(said?.id), String(question?.key), '']) {
    await chat.edit(id, 'Only twice');
    expect(chat.state.error, id).toMatchObject({ kind: 'not-found' });
    expect(chat.state.status, id).toBe('idle');
  }
  expect(sends).toBe(1);
  expect(textsOf(chat)).toEqual(['Only once', 'Said.']);
  await chat.edit(String(question?.id), 'Only twice');
  expect(chat.state.error).toBeNull();
  expect(textsOf(chat)).toEqual(['Only twice', 'Said.']);
  chat.close();
});

verifies('client:react:chat', 'finds out what a question follows where nothing above it is known', async () => {
  used.provider.onMarker('Lost', answer(['Said.']));
  const conversation = await begin(connect());
  await connect().send(conversation, 'Lost A').ended;
  let isCut = true;
  const client = connect((request) =>
    isCut && request.method === 'GET' && request.url.includes('limit=')
      ? Promise.reject(new TypeError('The connection failed.'))
      : fetchTransport()(request),
  );
  const chat = new Chat(client, { conversation });
  await chat.open();
  expect(chat.state.error).toMatchObject({ kind: 'network' });
  await chat.send('Lost X');
  const id = idOf(chat, 'Lost X');
  await chat.edit(id, 'Lost Y');
  expect(await storedOf(chat)).toEqual(['Lost A', 'Said.', 'Lost X', 'Said.']);
  isCut = false;
  await chat.edit(id, 'Lost Y');
  expect(await storedOf(chat)).toEqual(['Lost A', 'Said.', 'Lost Y', 'Said.']);
  chat.close();
});

verifies('client:react:chat', 'shows the new branch also where it is read before the server knows of it', async () => {
  used.provider.onMarker('Stale', answer(['Said.']));
  let release = (): void => undefined;
  let held: Promise<void> = Promise.resolve();
  const client = connect(async (request) => {
    if (request.url.endsWith('/turns')) await held;
    return fetchTransport()(request);
  });
  const chat = new Chat(client, { conversation: await begin(client) });
  await chat.open();
  await chat.send('Stale A');
  await chat.send('Stale B');
  held = new Promise((resolve) => {
    release = resolve;
  });
  const edited = chat.edit(idOf(chat, 'Stale B'), 'Stale C');
  await chat.read();
  expect(textsOf(chat)).toEqual(['Stale A', 'Said.', 'Stale C']);
  release();
  await edited;
  expect(textsOf(chat)).toEqual(['Stale A', 'Said.', 'Stale C', 'Said.']);
  await chat.read();
  expect(textsOf(chat)).toEqual(['Stale A', 'Said.', 'Stale C', 'Said.']);
  chat.close();
});

verifies('client:react:chat', 'says why an answer broke off, until the next message', async () => {
  used.provider.onMarker('Break', { steps: [{ kind: 'role' }, { kind: 'delta', text: 'One ' }, { kind: 'fin' }] });
  used.provider.onMarker('Whole', answer(['Said.']));
  const chat = new Chat(connect());
  await chat.send('Break off');
  const { error, turn } = chat.state;
  expect(turn).toMatchObject({ status: 'failed', text: 'One ' });
  expect(error).toMatchObject({ kind: 'server', code: turn?.failure?.code, message: turn?.failure?.message });
  await chat.read();
  expect(chat.state.error).toBe(error);
  await chat.send('Whole');
  expect(chat.state.error).toBeNull();
  chat.close();
});

verifies('client:react:chat', 'keeps questions and answers in their order where they are sent quickly', async () => {
  used.provider.onMarker('Quick A', gated(['One '], 'quick', ['two']));
  used.provider.onMarker('Quick', answer(['Said.']));
  const chat = new Chat(connect(), { conversation: await begin(connect()) });
  await chat.open();
  const ends = [chat.send('Quick A')];
  await used.provider.reached('quick');
  ends.push(chat.send('Quick B'), chat.send(''), chat.send('Quick C'));
  await ends[2];
  await chat.read();
  used.provider.release('quick');
  await Promise.all(ends);
  const shown = ['Quick A', 'One two', 'Quick B', 'Said.', '', 'Quick C', 'Said.'];
  expect(textsOf(chat)).toEqual(shown);
  await chat.read();
  expect(textsOf(chat)).toEqual(shown);
  chat.close();
});
