import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startTinyServer } from '../http/support/tiny-server.ts';
import type { ConnectionLimits } from '../../src/http/limits/connection-limits.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';

/** FAULTS.md A03 asks for 2,000; they take a while. */
const SLOW = Number(process.env['SLOW_CLIENTS'] ?? 300);
/** Node's own limits go by real time, so the test has short ones. */
const LIMITS: ConnectionLimits = { headersMs: 700, requestMs: 1_000, keepAliveMs: 600, takeMs: 700, lookEveryMs: 100 };

let server: InProcess;
beforeAll(async () => {
  server = await startInProcess({ connections: LIMITS });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

interface SlowClient {
  readonly socket: Socket;
  readonly received: () => string;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
}

function openSlow(begin: (socket: Socket) => void, base = server.url): Promise<SlowClient> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text;
    });
    socket.once('error', reject);
    const closed = new Promise<void>((gone) => socket.once('close', () => gone()));
    socket.once('connect', () => {
      socket.off('error', reject).on('error', () => undefined);
      begin(socket);
      resolve({ socket, received: () => received, closed });
    });
  });
}

/** Opens all of them, serves somebody else meanwhile, and waits until the server has closed every one. */
async function cutOff(begin: (socket: Socket) => void): Promise<readonly SlowClient[]> {
  const clients = await Promise.all(Array.from({ length: SLOW }, () => openSlow(begin)));
  const isOver = Promise.all(clients.map(({ closed }) => closed));
  const client = nativeClient(server.url);
  const conversation = await client.createConversation();
  const stream = await client.ask(conversation, 'Hello');
  expect([stream.status, await stream.ended]).toEqual([200, true]);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  await isOver;
  return clients;
}

const HEAD = 'POST /assistant/chat HTTP/1.1\r\nHost: localhost\r\n';

/** Sends something again and again, until the socket is closed. */
function drip(text: string): (socket: Socket) => void {
  return (socket) => {
    const timer = setInterval(() => socket.write(text), 50);
    socket.once('close', () => clearInterval(timer));
  };
}

verifies('fault:A03', `cuts ${SLOW} connections that send nothing, and serves others`, async () => {
  for (const { received } of await cutOff(() => undefined)) expect(received()).toMatch(/^HTTP\/1\.1 408 |^$/);
});

verifies('fault:A03', `cuts ${SLOW} senders of slow headers with 408, and serves others`, async () => {
  const clients = await cutOff((socket) => {
    socket.write(HEAD);
    drip('X-A: b\r\n')(socket);
  });
  for (const { received } of clients) expect(received()).toMatch(/^HTTP\/1\.1 408 .*X-Correlation-Id: [0-9a-f-]{36}/s);
});

verifies('fault:A03', `cuts ${SLOW} senders of slow bodies with 408, and serves others`, async () => {
  const clients = await cutOff((socket) => {
    socket.write(`${HEAD}Content-Length: 100000\r\n\r\n{"message":"`);
    drip('a')(socket);
  });
  for (const { received } of clients) expect(received()).toMatch(/^HTTP\/1\.1 408 /);
});

verifies('fault:A03 fault:A01', 'cuts a chunked body without end, and one shorter than it says', async () => {
  const chunked = await openSlow((socket) => {
    socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    drip('1\r\n \r\n')(socket);
  });
  const short = await openSlow((socket) => socket.write(`${HEAD}Content-Length: 100\r\n\r\n{"message":"Hello"}`));
  await Promise.all([chunked.closed, short.closed]);
  for (const { received } of [chunked, short]) expect(received()).toMatch(/^HTTP\/1\.1 408 /);
});

verifies('fault:A03', `cuts ${SLOW} readers that take nothing of their answers, and serves others`, async () => {
  const document = 'GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const clients = await cutOff((socket) => {
    socket.pause();
    socket.write(document.repeat(20));
    // A paused socket hears of its end only when it writes.
    drip('G')(socket);
  });
  expect(clients).toHaveLength(SLOW);
});

verifies('fault:A03', 'cuts a reader of an answer that no buffer between them holds', async () => {
  const cut = Promise.withResolvers<void>();
  const { port } = await startTinyServer(
    (app) => {
      app.server.on('connection', (socket) => socket.once('close', () => cut.resolve()));
      app.get('/', async () => 'x'.repeat(32 * 1_048_576));
    },
    {},
    { limits: LIMITS },
  );
  const socket = connect(port, '127.0.0.1').pause();
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await cut.promise;
  socket.destroy();
});

verifies('fault:A03 fault:C23', 'cuts a connection on which hundreds of requests wait for their answers', async () => {
  const requests = 'GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(600);
  const greedy = await openSlow((socket) => socket.write(requests));
  await greedy.closed;
  expect(greedy.received().match(/HTTP\/1\.1 200/g)?.length ?? 0).toBeLessThan(64);
});

verifies('fault:A03', 'closes a connection whose next request does not come', async () => {
  const idle = await openSlow((socket) => socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n'));
  await idle.closed;
  expect(idle.received()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

verifies('fault:A03', 'an answer that is under way is never broken by another one', async () => {
  // The body never comes, and the stream is sent all the same: nothing may be written into the middle of it.
  await using provider = await startFakeProvider();
  provider.onMarker('never ends', { steps: [{ kind: 'role' }, { kind: 'delta', text: 'Half' }, { kind: 'hang' }] });
  await using other = await startInProcess({
    connections: LIMITS,
    environment: { OPENAI_BASE_URL: provider.baseUrl },
  });
  const client = nativeClient(other.url);
  const stream = await client.ask(await client.createConversation(), 'never ends');
  await stream.received(3);
  const path = `/api/v1/turns/${turnOf(stream)}/events`;
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n`;
  const reader = await openSlow((socket) => socket.write(request), other.url);
  await reader.closed;
  expect(reader.received().match(/HTTP\/1\.1/g)).toHaveLength(1);
  expect(reader.received()).toContain('Half');
});
