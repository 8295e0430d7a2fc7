import { getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { HttpClient } from '../../src/adapters/model/http-client/http-client.ts';
import { startRawServer, type RawRequest } from '../support/raw-server.ts';
import { selfSigned } from '../support/self-signed.ts';
import { post } from './http-asking.ts';
import { turnsOfTheLoop } from './model-contract.ts';

const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';
const ours = selfSigned('localhost');
const before = getCACertificates('default');

const answer = ({ socket }: RawRequest): void => void socket.write(LENGTH);

function clientFor(port: number): HttpClient {
  return new HttpClient({ url: new URL(`https://localhost:${port}/v1`), clock: new ManualClock() });
}

describe('the HTTP client over TLS', () => {
  beforeEach(() => setDefaultCACertificates([...before, ours.cert]));
  afterEach(() => setDefaultCACertificates(before));

  verifies('model:http-tls', 'asks for HTTP/1.1 of the host by its name, and uses the connection again', async () => {
    await using server = await startRawServer({ answer, tls: ours, host: 'localhost' });
    const client = clientFor(server.port);
    for (const reused of [false, true, true]) {
      const posted = post(client);
      expect([await posted.over, posted.body(), posted.exchange.reused]).toEqual(['end', 'hi', reused]);
    }
    const [request] = server.requests;
    expect(request?.socket).toBeInstanceOf(TLSSocket);
    expect(request?.socket).toMatchObject({ alpnProtocol: 'http/1.1', servername: 'localhost' });
    expect(request?.text).toContain(`Host: localhost:${server.port}\r\n`);
    expect(server.connectionsSoFar()).toBe(1);
  });

  verifies('model:http-tls', 'resumes its session on the next connection', async () => {
    await using server = await startRawServer({ answer, tls: ours, host: 'localhost' });
    const client = clientFor(server.port);
    await post(client).over;
    await post(client, { fresh: true }).over;
    const resumed = server.requests.map(({ socket }) => socket instanceof TLSSocket && socket.isSessionReused());
    expect(resumed).toEqual([false, true]);
  });

  const refused = {
    'a certificate that nobody vouches for': selfSigned('localhost'),
    'a certificate for another name': selfSigned('provider.example'),
  };
  for (const [name, tls] of Object.entries(refused)) {
    verifies('model:http-tls', `sends no byte of a request to ${name}`, async () => {
      // The second is vouched for, so that its name alone is wrong.
      if (name.endsWith('name')) setDefaultCACertificates([...before, tls.cert]);
      await using server = await startRawServer({ answer, tls, host: 'localhost' });
      const posted = post(clientFor(server.port), { headers: { authorization: 'Bearer secret' } });
      expect(await posted.over).toBe('error');
      expect(posted.calls).toEqual(['error']);
      await server.connectionsAre(0);
      expect(server.received()).toBe('');
    });
  }

  verifies('model:back-pressure', 'stops reading while it is paused', async () => {
    const body = 'x'.repeat(32 * 1_048_576);
    let flowing = true;
    await using server = await startRawServer({
      answer: ({ socket }) => {
        flowing = socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      },
      tls: ours,
      host: 'localhost',
    });
    const posted = post(clientFor(server.port), {
      during: (call, exchange) => {
        if (call === 'head 200') exchange.pause();
      },
    });
    await posted.called('head 200');
    await turnsOfTheLoop(500);
    // What one read of the system brought is deciphered and handed on.
    expect(posted.body().length).toBeLessThanOrEqual(131_072);
    expect(flowing).toBe(false);
    posted.exchange.resume();
    expect(await posted.over).toBe('end');
    expect(posted.body() === body).toBe(true);
  });

  verifies('model:abort', 'closes at once: in the handshake, in the head, in the body', async () => {
    await using server = await startRawServer({
      answer: ({ socket }) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi'),
      tls: ours,
      host: 'localhost',
    });
    const client = clientFor(server.port);
    for (const moment of ['connected', 'head 200', 'body']) {
      const posted = post(client, {
        during: (call, exchange) => {
          if (call === moment) exchange.abort();
        },
      });
      await posted.called(moment);
      await server.connectionsAre(0);
      expect(posted.calls.at(-1)).toBe(moment);
    }
    const shaking = post(client);
    await server.connectionsAre(1);
    shaking.exchange.abort();
    await server.connectionsAre(0);
    expect(shaking.calls).toEqual([]);
  });
});
