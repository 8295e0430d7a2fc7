import { expect } from 'vitest';
import { useServer } from '../../server/test/support/use-server.ts';
import { verifies } from '../../../spec/verifies.ts';
import { Chat, createClient, fetchTransport, memoryStorage, type Client, type ClientStorage } from '../src/index.ts';
import type { Transport } from '../src/index.ts';
import { answer } from '../../server/test/support/fake-provider/script.ts';
import { begin, gated, reaches } from './support/turns.ts';

const used = useServer();

const connect = (storage: ClientStorage = memoryStorage(), transport: Transport = fetchTransport()): Client =>
  createClient({ url: used.server.url, backoff: { firstMs: 1, longestMs: 20 }, storage, environment: { transport } });

/** Messages as a page draws them, each time that they change. */
function watch(chat: Chat): { readonly shown: string[][]; readonly keys: Set<string> } {
  const shown: string[][] = [];
  const keys = new Set<string>();
  chat.subscribe(() => {
    shown.push(textsOf(chat));
    for (const { key } of chat.state.messages) keys.add(key);
  });
  return { shown, keys };
}

const textsOf = (chat: Chat): string[] => chat.state.messages.map(({ text }) => text);

function until(chat: Chat, is: (texts: readonly string[]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!is(textsOf(chat))) return;
      stop();
      resolve();
    };
    const stop = chat.subscribe(look);
    look();
  });
}

const shows = (chat: Chat, ...wanted: readonly string[]): Promise<void> =>
  until(chat, (texts) => JSON.stringify(texts) === JSON.stringify(wanted));

/** Storage of a tab that has been told of what another began, and not yet of what became of it. */
function storageBehind(): { readonly here: ClientStorage; readonly there: ClientStorage } {
  const [here, own] = [memoryStorage(), memoryStorage()];
  const there: ClientStorage = {
    ...own,
    set: async (key, value) => {
      if ((await here.get(key)) === null) await here.set(key, value);
      await own.set(key, value);
    },
  };
  return { here, there };
}

/** Holds each send back, before the server has it or after, until `release`. */
function holding(when: 'before' | 'after'): { readonly transport: Transport; readonly release: () => void } {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const transport: Transport = async (request) => {
    const isSend = request.method === 'POST' && request.url.endsWith('/turns');
    if (isSend && when === 'before') await released;
    const response = await fetchTransport()(request);
    if (isSend && when === 'after') await released;
    return response;
  };
  return { transport, release: () => release() };
}

verifies(
  'client:react:chat',
  'shows once what another tab has on its way and the server has already begun to answer',
  async () => {
    used.provider.onMarker('Stale', gated(['One ', 'two '], 'stale', ['three']));
    const { here, there } = storageBehind();
    const first = connect(there);
    const conversation = await begin(first);
    const sent = first.send(conversation, 'Stale?');
    await reaches(sent, ({ state }) => state.text === 'One two ');
    const other = connect(here);
    expect(await other.pending()).toMatchObject([{ key: sent.state.key, turn: null }]);
    const chat = new Chat(other, { conversation });
    const { shown, keys } = watch(chat);
    await chat.open();
    await shows(chat, 'Stale?', 'One two ');
    sent.close();
    used.provider.release('stale');
    await shows(chat, 'Stale?', 'One two three');
    for (const texts of shown) expect(texts.filter((text) => text === 'Stale?')).toHaveLength(1);
    expect(shown.filter((texts) => texts.length > 2)).toEqual([]);
    expect(keys).toEqual(new Set([`${sent.state.key}:user`, `${sent.state.key}:assistant`]));
    chat.close();
  },
);

verifies(
  'client:react:chat',
  'shows once what it has sent itself, and reads again before it is told that the server has it',
  async () => {
    used.provider.onMarker('Slow', gated(['One '], 'slow', ['two']));
    const { transport, release } = holding('after');
    const client = connect(memoryStorage(), transport);
    const chat = new Chat(client, { conversation: await begin(client) });
    await chat.open();
    const { shown, keys } = watch(chat);
    const answered = chat.send('Slow?');
    await used.provider.reached('slow');
    await chat.read();
    release();
    await shows(chat, 'Slow?', 'One ');
    used.provider.release('slow');
    await answered;
    expect(shown.filter((texts) => texts.length > 2 || texts[1] === 'Slow?')).toEqual([]);
    expect(shown.at(-1)).toEqual(['Slow?', 'One two']);
    expect(keys.size).toBe(2);
    chat.close();
  },
);

verifies('client:react:chat', 'shows both where another device says the same at the same time', async () => {
  used.provider.onMarker('Same', gated(['One '], 'same', ['two']), gated(['Three '], 'same too', ['four']));
  const elsewhere = connect();
  const conversation = await begin(elsewhere);
  const { transport, release } = holding('before');
  const chat = new Chat(connect(memoryStorage(), transport), { conversation });
  await chat.open();
  const answered = chat.send('Same?');
  const sent = elsewhere.send(conversation, 'Same?');
  await reaches(sent, ({ state }) => state.text === 'One ');
  await chat.read();
  await shows(chat, 'Same?');
  release();
  // It was not the one sent from here: so both are to be followed.
  await until(chat, (texts) => texts.filter((text) => text === 'Same?').length === 2 && texts.includes('One '));
  used.provider.release('same');
  used.provider.release('same too');
  await answered;
  await chat.read();
  expect(textsOf(chat)).toEqual(['Same?', 'One two', 'Same?', 'Three four']);
  chat.close();
});

verifies(
  'client:react:chat',
  'goes on with a send that it hears of only after it has found its answer, under the same keys',
  async () => {
    used.provider.onMarker('Late', gated(['One ', 'two '], 'late', ['three']));
    const { here, there } = storageBehind();
    const first = connect(there);
    const conversation = await begin(first);
    const sent = first.send(conversation, 'Late?');
    await reaches(sent, ({ state }) => state.text === 'One two ');
    sent.close();
    const storage = memoryStorage();
    const chat = new Chat(connect(storage), { conversation });
    const { shown, keys } = watch(chat);
    await chat.open();
    await shows(chat, 'Late?', 'One two ');
    for (const key of await here.keys('')) await storage.set(key, (await here.get(key)) ?? '');
    await chat.read();
    await shows(chat, 'Late?', 'One two ');
    used.provider.release('late');
    await shows(chat, 'Late?', 'One two three');
    expect(shown.filter((texts) => texts[1] === '' || texts.length > 3)).toEqual([]);
    expect(chat.state.messages.map(({ key }) => keys.has(key))).toEqual([true, true]);
    chat.close();
  },
);

verifies(
  'client:react:chat',
  'shows after reading again what the conversation is now, not what has left it or its newest messages',
  async () => {
    used.provider.onMarker('Turn', answer(['Said.']));
    const elsewhere = new Chat(connect(), { conversation: await begin(connect()) });
    const conversation = elsewhere.state.conversation;
    const chat = new Chat(connect(), { conversation, limit: 4 });
    await chat.open();
    for (const text of ['Turn 1', 'Turn 2', 'Turn 3']) await chat.send(text);
    const [, , second] = textsOf(chat);
    expect(second).toBe('Turn 2');
    await chat.read();
    expect(textsOf(chat)).toEqual(['Turn 2', 'Said.', 'Turn 3', 'Said.']);
    await elsewhere.open();
    await elsewhere.edit(String(elsewhere.state.messages.at(-2)?.id), 'Turn 4');
    await chat.read();
    expect(textsOf(chat)).toEqual(['Turn 2', 'Said.', 'Turn 4', 'Said.']);
    chat.close();
    elsewhere.close();
  },
);

verifies('client:react:chat', 'stops what an edit leaves behind, whether it runs or waits', async () => {
  used.provider.onMarker('Long', gated(['One '], 'long', ['two']));
  used.provider.onMarker('Short', answer(['Said.']));
  const client = connect();
  const conversation = await begin(client);
  const chat = new Chat(client, { conversation });
  await chat.open();
  const running = chat.send('Long?');
  await shows(chat, 'Long?', 'One ');
  const waiting = chat.send('Waits?');
  await until(chat, () => (chat.state.turn?.turn ?? null) !== null && chat.state.messages.at(-2)?.text === 'Waits?');
  const { turns } = await client.conversations.snapshot(conversation);
  expect(turns).toHaveLength(2);
  await chat.edit(String(chat.state.messages[0]?.id), 'Short?');
  await Promise.all([running, waiting]);
  const ends = await Promise.all(turns.map(async ({ id }) => (await client.readTurn(id)).status));
  expect(ends).toEqual(['cancelled', 'cancelled']);
  await chat.read();
  expect(textsOf(chat)).toEqual(['Short?', 'Said.']);
  chat.close();
});

verifies(
  'client:react:chat',
  'shows each answer below its question, also of messages that wait when it is opened',
  async () => {
    used.provider.onMarker('Order', gated(['One '], 'order', ['two']));
    used.provider.onMarker('Second', answer(['Said.']));
    const client = connect();
    const conversation = await begin(client);
    const first = client.send(conversation, 'Order?');
    await reaches(first, ({ state }) => state.text === 'One ');
    const second = client.send(conversation, 'Second?');
    await reaches(second, ({ state }) => state.turn !== null);
    const chat = new Chat(connect(), { conversation });
    await chat.open();
    await shows(chat, 'Order?', 'One ', 'Second?', '');
    used.provider.release('order');
    await shows(chat, 'Order?', 'One two', 'Second?', 'Said.');
    await Promise.all([first.ended, second.ended]);
    chat.close();
  },
);
