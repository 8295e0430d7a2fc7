import { connect } from 'node:net';
import { expect } from 'vitest';
import { describeWithProgram } from '../../../../scripts/describe-with-program.ts';
import { verifies } from '../../../../spec/verifies.ts';
import { startTinyServer, type TinyServer } from '../http/support/tiny-server.ts';
import { PROXIES, startProxy } from '../support/proxy.ts';

/** A request that hides in the body of another one, for a reader that splits them differently. */
const HIDDEN = 'POST /hidden HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}';
const HEX = HIDDEN.length.toString(16);
const START = 'POST /seen HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

/** Each is one request, whose body holds the hidden one, or none at all. */
const ATTACKS: readonly (readonly [name: string, text: string])[] = [
  ['CL.TE', `${START}Content-Length: ${HIDDEN.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['TE.CL', `${START}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n${HEX}\r\n${HIDDEN}\r\n0\r\n\r\n`],
  ...[
    'Transfer-Encoding: xchunked',
    'Transfer-Encoding : chunked',
    'Transfer-Encoding: chunked, identity',
    'Transfer-Encoding: identity, chunked',
    'Transfer-Encoding: "chunked"',
    'Transfer-Encoding: chunked;a=b',
    'Transfer-Encoding:\tchunked\u000b',
    'Transfer-Encoding:\r\n chunked',
    'Transfer-Encoding\r\n: chunked',
    'X: y\r\n Transfer-Encoding: chunked',
    'X: y\nTransfer-Encoding: chunked',
    'X: y\rTransfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
    'Transfer_Encoding: chunked',
    'Transfer-Encoding: chun\0ked',
  ].map((line): [string, string] => [
    line,
    `${START}Content-Length: ${HIDDEN.length + 5}\r\n${line}\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ]),
  ...[
    `Content-Length: 0\r\nContent-Length: ${HIDDEN.length}`,
    `Content-Length: ${HIDDEN.length}\r\nContent-Length: 0`,
    `Content-Length: 0, ${HIDDEN.length}`,
    `Content-Length: +${HIDDEN.length}`,
    `Content-Length: 0x${HEX}`,
    `Content-Length: -1`,
    `Content-Length: ${HIDDEN.length}.0`,
    `Content-Length : ${HIDDEN.length}`,
    `Content-Length:\r\n ${HIDDEN.length}`,
    `Content-Length: ${'0'.repeat(300)}${HIDDEN.length} 1`,
    `Content_Length: 0\r\nContent-Length: ${HIDDEN.length}`,
  ].map((line): [string, string] => [line, `${START}${line}\r\n\r\n${HIDDEN}`]),
  ['chunk extension', `${START}Transfer-Encoding: chunked\r\n\r\n2;\n${HEX}\r\n{}\r\n0\r\n\r\n`],
  ['chunk size', `${START}Transfer-Encoding: chunked\r\n\r\n0x${HEX}\r\n${HIDDEN}\r\n0\r\n\r\n`],
  ['chunk size beyond 64 bits', `${START}Transfer-Encoding: chunked\r\n\r\n1${'0'.repeat(16)}2\r\n{}\r\n0\r\n\r\n`],
  ['bare LF', `${START.replaceAll('\r\n', '\n')}Content-Length: 2\n\n{}`],
  ['bare CR', `${START.replaceAll('\r\n', '\r')}Content-Length: 2\r\r{}`],
  ['obs-fold', `${START}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}`],
  ['a body of GET', `GET /seen HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`],
  ['two hosts', `${START}Host: elsewhere\r\nContent-Length: 2\r\n\r\n{}`],
];

interface Counted extends TinyServer {
  readonly seen: () => number;
  readonly hidden: () => number;
}

/** A server that counts what it takes for requests. */
async function startCounting(): Promise<Counted> {
  const counts = { '/seen': 0, '/hidden': 0 };
  const server = await startTinyServer((app) => {
    app.addHook('onRequest', async ({ url }) => {
      if (url === '/seen' || url === '/hidden') counts[url] += 1;
    });
    app.get('/livez', async () => 'ok');
    app.route({ method: ['GET', 'POST'], url: '/*', handler: async () => 'ok' });
  });
  return { ...server, seen: () => counts['/seen'], hidden: () => counts['/hidden'] };
}

/** Sends it, then an honest request on the same connection, and reads until the other side is done. */
async function attack(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk;
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(Buffer.from(text, 'latin1'));
  socket.write('GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  socket.end();
  await closed;
  return received;
}

async function expectNothingHidden(server: Counted, port: number): Promise<void> {
  for (const [name, text] of ATTACKS) {
    const before = server.seen();
    const received = await attack(port, text);
    expect([name, server.hidden()]).toEqual([name, 0]);
    expect([name, server.seen() - before <= 1]).toEqual([name, true]);
    const answers = received.match(/^HTTP\/1\.[01] \d{3}/gm) ?? [];
    expect([name, answers.length <= 2]).toEqual([name, true]);
  }
}

verifies('fault:A09', 'no request hides in another one that comes directly', async () => {
  const server = await startCounting();
  await expectNothingHidden(server, server.port);
  expect(await attack(server.port, `${START}Content-Length: 2\r\n\r\n{}`)).toMatch(/200 OK[^]*200 OK/);
});

verifies('fault:A09', 'the attacks would be seen: a hidden request that is sent openly is counted', async () => {
  const server = await startCounting();
  await attack(server.port, `${START}Content-Length: 2\r\n\r\n{}${HIDDEN}`);
  expect([server.seen(), server.hidden()]).toEqual([1, 1]);
});

for (const kind of PROXIES) {
  describeWithProgram(kind.program, `behind ${kind.title}`, (path) => {
    verifies('fault:A09', `no request hides in another one behind ${kind.title}`, async () => {
      const server = await startCounting();
      await using proxy = await startProxy(path, kind, server.url);
      await expectNothingHidden(server, Number(new URL(proxy.url).port));
    });
  });
}
