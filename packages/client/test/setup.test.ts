import { expect } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { ClientError, createClient, memoryStorage, type Client, type ClientOptions } from '../src/index.ts';

/** A client whose requests all fail as where no server is, and how many it has made. */
function offline(options: ClientOptions): { readonly client: Client; readonly requests: () => number } {
  let requests = 0;
  const transport = async (): Promise<never> => {
    requests += 1;
    throw new TypeError('The connection failed.');
  };
  const url = 'http://127.0.0.1:8000';
  const storage = memoryStorage();
  const backoff = { firstMs: 1, longestMs: 1 };
  const client = createClient({ url, storage, backoff, ...options, environment: { transport } });
  return { client, requests: () => requests };
}

verifies('client:errors', 'takes no address that is none', () => {
  for (const url of ['', '/parlance', 'localhost:8000', '127.0.0.1:8000', 'ftp://host', 'http://', 'http://a b']) {
    let thrown: unknown = null;
    try {
      createClient({ url });
    } catch (error) {
      thrown = error;
    }
    expect(thrown, url).toBeInstanceOf(ClientError);
    expect(thrown, url).toMatchObject({ kind: 'setup', message: expect.stringContaining(url) });
  }
  expect(createClient({ url: 'https://chat.example.com/parlance//' }).api.base).toBe(
    'https://chat.example.com/parlance',
  );
});

const WRONG: readonly (readonly [ClientOptions, string, RegExp])[] = [
  [{ token: 'secret\nX-Other: 1' }, 'setup', /^The token holds a line break/],
  [{ token: 'gehe\u{1f511}im' }, 'setup', /^The token holds/],
  [{ headers: { 'X Name': 'a' } }, 'setup', /"X Name"/],
  [{ headers: { 'X-Name': 'a\r\nb' } }, 'setup', /X-Name/],
  [
    {
      token: () => {
        throw new Error('Nobody is signed in.');
      },
    },
    'unauthenticated',
    /Nobody is signed in\./,
  ],
];

verifies('client:errors', 'says at once what can never be sent, and keeps nothing of it', async () => {
  for (const [options, kind, message] of WRONG) {
    const { client, requests } = offline(options);
    const error: unknown = await client.send('c', 'Hello?').ended.catch((thrown: unknown) => thrown);
    expect(error, kind).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(error).not.toMatchObject({ message: expect.stringContaining('secret') });
    await expect(client.conversations.list()).rejects.toMatchObject({ kind });
    expect(requests()).toBe(0);
    expect(await client.pending()).toEqual([]);
  }
  const { client, requests } = offline({});
  await expect(client.send('c', 'Hello?', { key: 'a\nb' }).ended).rejects.toMatchObject({ kind: 'setup' });
  const body: Record<string, unknown> = {};
  body['itself'] = body;
  await expect(client.api.json({ path: '/', body })).rejects.toMatchObject({ kind: 'setup' });
  expect(requests()).toBe(0);
});

verifies('client:errors', 'asks again for a token that the network has kept back', async () => {
  let asked = 0;
  const { client, requests } = offline({
    token: () => {
      asked += 1;
      if (asked > 2) throw new Error('Nobody is signed in.');
      throw new ClientError('network', 'The token could not be fetched.');
    },
  });
  await expect(client.send('c', 'Hello?').ended).rejects.toMatchObject({ kind: 'unauthenticated' });
  expect(asked).toBe(3);
  expect(requests()).toBe(0);
});
