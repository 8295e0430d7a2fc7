import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { useServer } from '../../server/test/support/use-server.ts';
import { ClientError, createClient, fetchTransport, type Client, type Environment } from '../src/index.ts';
import { ManualSurroundings } from './support/manual-surroundings.ts';
import { begin, gated, reaches } from './support/turns.ts';

/** A server that says what a test wants: refusals that a healthy one cannot be brought to. */
let peer: Server;
let peerUrl = '';
let respond: (response: ServerResponse, attempt: number) => void = () => undefined;
let attempts = 0;

beforeAll(async () => {
  peer = createServer((request, response) => {
    request.resume().on('end', () => respond(response, (attempts += 1)));
  });
  await new Promise<void>((resolve) => {
    peer.listen(0, '127.0.0.1', resolve);
  });
  peerUrl = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
});
afterEach(() => {
  attempts = 0;
});
afterAll(() => {
  peer.closeAllConnections();
  peer.close();
});

const used = useServer();
const QUICK = { firstMs: 1, longestMs: 5 };
const toPeer = (environment: Partial<Environment> = {}): Client =>
  createClient({ url: peerUrl, backoff: QUICK, environment });

function problem(status: number, code: string, headers: Readonly<Record<string, string>> = {}): void {
  respond = (response) => {
    response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers });
    response.end(JSON.stringify({ title: 'T', status, detail: `It is ${code}.`, code, correlation_id: 'c-1' }));
  };
}

const REFUSALS = [
  [401, 'unauthenticated', 'unauthenticated', /sign in|token/i],
  [402, 'insufficient_points', 'insufficient-points', /points/],
  [403, 'forbidden', 'forbidden', /access/],
  [404, 'not_found', 'not-found', /deleted/],
  [409, 'conversation_busy', 'busy', /wait|stop/i],
  [413, 'payload_too_large', 'too-large', /shorter|smaller/],
  [422, 'idempotency_mismatch', 'key-reused', /key/],
  [422, 'validation', 'invalid', /change/i],
  [400, 'validation', 'invalid', /change/i],
  [500, 'internal', 'server', /correlation id/],
  [501, 'not_implemented', 'server', /correlation id/],
] as const;

verifies('client:errors', 'says of each refusal what it is and what to do, without trying again', async () => {
  for (const [status, code, kind, advice] of REFUSALS) {
    problem(status, code);
    attempts = 0;
    const stream = toPeer().send('c', 'Hello?');
    const error: unknown = await stream.ended.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ClientError);
    expect(error, code).toMatchObject({ kind, status, code, message: `It is ${code}.`, correlationId: 'c-1' });
    expect(error instanceof ClientError && error.advice, code).toMatch(advice);
    expect(stream.state).toMatchObject({ status: 'refused', error });
    expect(attempts, code).toBe(1);
  }
});

verifies('client:errors', 'reads the words of every system, and of what is no Parlance server', async () => {
  const answers: readonly (readonly [number, string, string])[] = [
    [422, '{"detail":[{"type":"x","loc":["body"],"msg":"Field required","input":{}}]}', 'Field required'],
    [404, '{"detail":"Staff with id 7 not found"}', 'Staff with id 7 not found'],
    [
      400,
      '{"error":"Validation error","detail":"Field \'m\': too short","correlation_id":"c"}',
      "Field 'm': too short",
    ],
    [403, '<html>Forbidden</html>', 'The server answered with status 403.'],
  ];
  for (const [status, body, message] of answers) {
    respond = (response) => response.writeHead(status).end(body);
    await expect(toPeer().conversations.list()).rejects.toMatchObject({ status, message });
  }
  respond = (response) => response.end('<html>Welcome</html>');
  await expect(toPeer().conversations.list()).rejects.toMatchObject({ kind: 'protocol' });
  respond = (response) => response.end('{}');
  await expect(toPeer().conversations.list()).rejects.toMatchObject({ kind: 'protocol' });
});

verifies('client:errors', 'waits as long as Retry-After says, and asks a person where that is too long', async () => {
  const surroundings = new ManualSurroundings();
  problem(429, 'rate_limited', { 'Retry-After': '7' });
  const stream = toPeer(surroundings.environment).send('c', 'Hello?');
  await reaches(stream, ({ state }) => state.connection.state === 'waiting');
  expect(stream.state.connection).toMatchObject({ retryAt: 7_000, cause: { kind: 'rate-limited' } });
  // Being back is no reason to come before the time that the server has named.
  surroundings.comeBack();
  surroundings.advance(6_999);
  expect(attempts).toBe(1);
  problem(429, 'rate_limited', { 'Retry-After': '3600' });
  surroundings.advance(1);
  await expect(stream.ended).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 3_600_000 });
  expect(attempts).toBe(2);
});

verifies('client:errors', 'waits until the time that Retry-After names, by the clock of the server', async () => {
  const surroundings = new ManualSurroundings();
  const date = 'Sat, 21 Nov 2026 10:00:00 GMT';
  problem(503, 'overloaded', { 'Retry-After': 'Sat, 21 Nov 2026 10:00:09 GMT', Date: date });
  const stream = toPeer(surroundings.environment).send('c', 'Hello?');
  await reaches(stream, ({ state }) => state.connection.state === 'waiting');
  expect(stream.state.connection).toMatchObject({ retryAt: 9_000, cause: { kind: 'unavailable' } });
  stream.close();
});

verifies('client:errors', 'gives up an answer that breaks off behind its headers and says nothing more', async () => {
  const surroundings = new ManualSurroundings();
  for (const status of [200, 500]) {
    respond = (response) => void response.writeHead(status, { 'Content-Length': '99' }).write('{"conversations":[');
    let isRead = (): void => undefined;
    const reading = new Promise<void>((resolve) => {
      isRead = resolve;
    });
    const client = toPeer({
      ...surroundings.environment,
      transport: async (request) => {
        const response = await fetchTransport()(request);
        const text = (): Promise<string> => {
          isRead();
          return response.text();
        };
        return { ...response, text };
      },
    });
    const listed = client.conversations.list().catch((error: unknown) => error);
    await reading;
    surroundings.advance(30_000);
    expect(await listed).toMatchObject({ kind: status === 200 ? 'network' : 'server' });
  }
});

verifies('client:errors', 'tries again where the server is busy, and gives up when its patience ends', async () => {
  problem(503, 'overloaded', { 'Retry-After': '0' });
  const impatient = createClient({ url: peerUrl, backoff: QUICK, patienceMs: 20 });
  await expect(impatient.send('c', 'Hello?').ended).rejects.toMatchObject({ kind: 'unavailable', status: 503 });
  expect(attempts).toBeGreaterThan(3);
});

verifies('client:errors', 'asks once more for a token when the old one is refused', async () => {
  const refused: boolean[] = [];
  respond = (response, attempt) =>
    attempt === 1 ? response.writeHead(401).end('{"detail":"Expired"}') : response.end('{"assistants":[]}');
  const token = (isRefused: boolean): string => {
    refused.push(isRefused);
    return isRefused ? 'new' : 'old';
  };
  const client = createClient({ url: peerUrl, token });
  expect(await client.assistants()).toEqual([]);
  expect(refused).toEqual([false, true]);
  respond = (response) => response.writeHead(401).end('{"detail":"No"}');
  await expect(client.assistants()).rejects.toMatchObject({ kind: 'unauthenticated', message: 'No' });
});

verifies(
  'client:silence client:resume',
  'leaves a connection that has fallen silent, heartbeats not counted',
  async () => {
    const surroundings = new ManualSurroundings();
    let connections = 0;
    let text: (part: string) => void = () => undefined;
    const client = createClient({
      url: used.server.url,
      silenceLimitMs: 30_000,
      environment: {
        ...surroundings.environment,
        transport: async (request) => {
          const response = await fetchTransport()(request);
          if (!request.url.includes('/events')) return response;
          connections += 1;
          // The first connection hands nothing over, as if a network had swallowed it.
          const read: typeof response.read = (onText) =>
            connections > 1
              ? response.read(onText)
              : new Promise((_, reject) => {
                  text = onText;
                  request.signal.addEventListener('abort', () => reject(new TypeError('Aborted.')));
                });
          return { ...response, read };
        },
      },
    });
    used.provider.enqueue(gated(['One '], 'silent', ['two']));
    const sent = client.send(await begin(client), 'Count.');
    await reaches(sent, ({ state }) => state.text === 'One ');
    const stream = client.follow(String(sent.state.turn));
    await reaches(stream, ({ state }) => state.connection.state === 'open');
    surroundings.advance(29_000);
    text(': ping\n\n');
    surroundings.advance(29_000);
    expect(stream.state.connection.state).toBe('open');
    surroundings.advance(1_000);
    await reaches(stream, ({ state }) => state.connection.state === 'waiting');
    expect(stream.state.connection).toMatchObject({ cause: { kind: 'network', message: 'The server fell silent.' } });
    surroundings.advance(1_000);
    await reaches(stream, ({ state }) => state.text === 'One ');
    used.provider.release('silent');
    expect(await stream.ended).toMatchObject({ text: 'One two', status: 'completed' });
  },
);

verifies('client:online', 'tries at once when the device is back, however long it was to wait', async () => {
  const surroundings = new ManualSurroundings();
  surroundings.isOnline = false;
  let isCut = true;
  const client = createClient({
    url: used.server.url,
    environment: {
      ...surroundings.environment,
      transport: (request) => (isCut ? Promise.reject(new TypeError('Offline.')) : fetchTransport()(request)),
    },
  });
  const conversation = await begin(createClient({ url: used.server.url }));
  const stream = client.send(conversation, 'Hello?');
  await reaches(stream, ({ state }) => state.connection.state === 'waiting');
  expect(stream.state.connection).toMatchObject({ isOffline: true });
  isCut = false;
  surroundings.isOnline = true;
  surroundings.comeBack();
  expect((await stream.ended).status).toBe('completed');
});

verifies('client:errors', 'finds the answer in the messages where the events are no longer kept', async () => {
  const client = createClient({
    url: used.server.url,
    environment: {
      transport: async (request) =>
        request.url.includes('/events')
          ? { status: 410, header: () => null, text: async () => '{"detail":"Gone."}', read: async () => undefined }
          : fetchTransport()(request),
    },
  });
  const conversation = await begin(client);
  const { turn, text } = await client.send(conversation, 'Hello?').ended;
  const late = await client.follow(String(turn)).ended;
  expect(late).toMatchObject({ status: 'completed', text, conversation });
});
