import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { rawRequest } from '../http/support/raw-request.ts';
import { openRawReader } from '../support/raw-reader.ts';
import { useServer } from '../support/use-server.ts';

const used = useServer();

function port(): number {
  return Number(new URL(used.server.url).port);
}

function raw(...lines: readonly string[]) {
  return rawRequest(port(), [lines.join('\r\n')]);
}

/** The answers on one connection, in order. */
async function exchange(text: string): Promise<readonly string[]> {
  const { headers, rest } = await rawAnswer(text);
  return `${headers}\r\n\r\n${rest}`.split(/(?=HTTP\/1\.1 \d{3})/);
}

async function rawAnswer(text: string) {
  const { connect } = await import('node:net');
  const socket = connect(port(), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
  socket.write(text);
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const all = Buffer.concat(chunks).toString('latin1');
  const [headers = '', ...more] = all.split('\r\n\r\n');
  return { headers, rest: more.join('\r\n\r\n') };
}

const CHAT = '{"message":"Hello"}';
const POST = ['POST /assistant/chat HTTP/1.1', 'Host: localhost', `Content-Length: ${CHAT.length}`];

verifies('fault:C23', 'HEAD gives the headers of GET and no body, and 405 where it would open a stream', async () => {
  const head = await raw('HEAD /health HTTP/1.1', 'Host: localhost', 'Connection: close', '', '');
  expect([head.status, head.body]).toEqual([200, '']);
  expect(head.headers.toLowerCase()).toContain('content-length: ');
  const stream = await raw('HEAD /assistant/chat HTTP/1.1', 'Host: localhost', 'Connection: close', '', '');
  expect([stream.status, stream.body]).toEqual([405, '']);
});

verifies('fault:C23', 'OPTIONS names the methods, of the server as a whole too', async () => {
  const chat = await raw(
    'OPTIONS /assistant/chat HTTP/1.1',
    'Host: a',
    'Origin: https://b.example',
    'Connection: close',
    '',
    '',
  );
  expect([chat.status, chat.body]).toEqual([204, '']);
  expect(chat.headers.toLowerCase()).toContain('access-control-allow-methods: post');
  const server = await raw('OPTIONS * HTTP/1.1', 'Host: localhost', 'Connection: close', '', '');
  expect(server.status).toBe(404);
});

verifies('fault:C23', 'asks for a body with 100 where it is expected to, and not for one that it refuses', async () => {
  const accepted = await exchange([...POST, 'Expect: 100-continue', 'Connection: close', '', CHAT].join('\r\n'));
  expect(accepted.map((answer) => answer.slice(0, 12))).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200']);
  expect(accepted[1]).toContain('"is_final":true');
  const refusals: readonly (readonly [status: number, lines: readonly string[]])[] = [
    [413, ['POST /assistant/chat HTTP/1.1', 'Host: localhost', 'Content-Length: 2000000', 'Expect: 100-continue']],
    [401, [...POST, 'Expect: 100-continue', 'Authorization: Bearer no.to.ken']],
    [417, [...POST, 'Expect: a-miracle']],
  ];
  for (const [status, lines] of refusals) {
    // The body never comes, and the connection ends: nobody takes the next request for it.
    const answer = await raw(...lines, '', '');
    expect([answer.status, answer.headers.toLowerCase()]).toEqual([
      status,
      expect.stringContaining('connection: close'),
    ]);
    expect(answer.headers.toLowerCase()).toContain('x-correlation-id: ');
  }
});

verifies('fault:C23', 'asks for files that are larger than a JSON body may be', async () => {
  const form = [
    '--limit',
    'Content-Disposition: form-data; name="file"; filename="long.txt"',
    '',
    'a line of text\n'.repeat(100_000),
    '--limit--',
    '',
  ].join('\r\n');
  for (const [path, status] of [
    ['/api/v1/media', '415'],
    ['/api/v1/documents', '202'],
  ]) {
    const answers = await exchange(
      [
        `POST ${path} HTTP/1.1`,
        'Host: localhost',
        'Content-Type: multipart/form-data; boundary=limit',
        `Content-Length: ${form.length}`,
        'Expect: 100-continue',
        'Connection: close',
        '',
        form,
      ].join('\r\n'),
    );
    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(['HTTP/1.1 100', `HTTP/1.1 ${status}`]);
  }
});

verifies('fault:C23', 'pipelined requests are answered in their order, streams too', async () => {
  const health = 'GET /health HTTP/1.1\r\nHost: localhost\r\n';
  const chat = `${POST.join('\r\n')}\r\n\r\n${CHAT}`;
  const last = `${health}Connection: close\r\n\r\n`;
  const answers = await exchange(`${health}\r\n${chat}${chat}${last}`);
  expect(answers.map((answer) => answer.slice(0, 12))).toEqual(Array(4).fill('HTTP/1.1 200'));
  expect(answers.map((answer) => /content-type: (\S+)/i.exec(answer)?.[1])).toEqual([
    'application/json;',
    'text/event-stream;',
    'text/event-stream;',
    'application/json;',
  ]);
  for (const stream of answers.slice(1, 3)) expect(stream.match(/"is_final":true/g)).toHaveLength(1);
});

verifies('fault:C23', 'what cannot be read after a request does not spoil the answer to it', async () => {
  const answers = await exchange(`${POST.join('\r\n')}\r\n\r\n${CHAT}GARBAGE\r\n\r\n`);
  expect(answers).toHaveLength(1);
  expect(answers[0]).toContain('"is_final":true');
});

verifies('fault:C23', 'HTTP/1.0 gets its answer without chunks, ended by the end of the connection', async () => {
  const reader = await openRawReader(used.server.url, '/health');
  expect(JSON.parse(await reader.readOut())).toMatchObject({ service: 'parlance' });
  const old = `POST /assistant/chat HTTP/1.0\r\nContent-Length: ${CHAT.length}\r\nExpect: 100-continue\r\n\r\n${CHAT}`;
  const { headers, rest } = await rawAnswer(old);
  expect(headers).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(headers.toLowerCase()).not.toContain('transfer-encoding');
  expect(rest).toMatch(/^retry: 1500\n/);
  expect(rest).toMatch(/"is_final":true.*\n\n$/);
  const nameless = await raw('GET /health HTTP/1.1', '', '');
  expect(nameless.status).toBe(400);
  const strange = await raw('GET /health HTTP/3.7', 'Host: localhost', '', '');
  expect(strange.status).toBe(400);
});
