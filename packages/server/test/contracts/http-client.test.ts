import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { HttpClient, type HttpClientOptions } from '../../src/adapters/model/http-client/http-client.ts';
import { startRawServer, type RawRequest } from '../support/raw-server.ts';
import { post } from './http-asking.ts';
import { turnsOfTheLoop } from './model-contract.ts';

const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n';
const HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

function clientFor(port: number, options: Partial<HttpClientOptions> = {}): HttpClient {
  return new HttpClient({ url: new URL(`http://127.0.0.1:${port}/v1?a=b`), clock: new ManualClock(), ...options });
}

/** Answers with these texts, in turn. */
function saying(...texts: readonly string[]): (request: RawRequest) => void {
  return ({ index, socket }) => void socket.write(texts[index % texts.length] ?? '', 'latin1');
}

describe('the HTTP client writes', () => {
  test('a request whose bytes are exactly these', async () => {
    await using server = await startRawServer({ answer: saying(LENGTH) });
    const client = clientFor(server.port);
    await post(client, { headers: { 'x-a': 'Zo\u00eb' }, body: '{"é":"🎉"}' }).over;
    await post(client, { headers: {}, body: 'plain' }).over;
    const beginning = `POST /v1?a=b HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: keep-alive\r\n`;
    const body = Buffer.from('{"é":"🎉"}').toString('latin1');
    expect(server.requests.map(({ text }) => text)).toEqual([
      `${beginning}x-a: Zo\u00eb\r\nContent-Length: 13\r\n\r\n${body}`,
      `${beginning}Content-Length: 5\r\n\r\nplain`,
    ]);
  });

  test('name and password of its URL, unless the request has credentials of its own', async () => {
    await using server = await startRawServer({ answer: saying(LENGTH) });
    const client = clientFor(server.port, { url: new URL(`http://us%40er:p%C3%A4ss@127.0.0.1:${server.port}/`) });
    await post(client).over;
    await post(client, { headers: { authorization: 'Bearer key' } }).over;
    const sent = server.requests.map(({ text }) => /^authorization: .*$/im.exec(text)?.[0]);
    expect(sent).toEqual([
      `authorization: Basic ${Buffer.from('us@er:päss').toString('base64')}`,
      'authorization: Bearer key',
    ]);
  });

  const impossible: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a line break in a value': { 'x-a': 'secret\r\nx-b: 1' },
    'a line feed in a value': { 'x-a': 'secret\nx-b: 1' },
    'a carriage return in a value': { 'x-a': 'secret\rx-b: 1' },
    'a NUL in a value': { 'x-a': 'secret\0' },
    'a character beyond Latin-1 in a value': { 'x-a': 'secret\u010a' },
    'a line break in a name': { 'x-a\r\nx-b': 'secret' },
    'a space in a name': { 'x a': 'secret' },
    'a name without characters': { '': 'secret' },
    'a length of its own': { 'Content-Length': '0' },
    'a coding of its own': { 'transfer-encoding': 'chunked' },
    'another host': { host: 'secret' },
  };
  for (const [name, headers] of Object.entries(impossible)) {
    verifies('model:http-injection', `nothing at all where a header has ${name}`, async () => {
      await using server = await startRawServer({ answer: saying(LENGTH) });
      const client = clientFor(server.port);
      expect(() => post(client, { headers })).toThrow(TypeError);
      expect(() => post(client, { headers })).not.toThrow('secret');
      await post(client).over;
      expect(server.connectionsSoFar()).toBe(1);
    });
  }
});

describe('the HTTP client uses a connection', () => {
  verifies('model:http-connections', 'again after each kind of response that ends by itself', async () => {
    const kinds = [
      LENGTH,
      CHUNKED,
      `${HEAD}2;a=b\r\nhi\r\n0\r\nX-Trailer: 1\r\n\r\n`,
      `HTTP/1.1 100 Continue\r\n\r\n${LENGTH}`,
      'HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nhi',
    ];
    await using server = await startRawServer({ answer: saying(...kinds) });
    const client = clientFor(server.port);
    for (let call = 0; call < 3 * kinds.length; call += 1) {
      const posted = post(client);
      expect(posted.exchange.reused).toBe(call > 0);
      expect(await posted.over).toBe('end');
      expect(posted.body()).toBe('hi');
    }
    expect(server.connectionsSoFar()).toBe(1);
  });

  const last: Readonly<Record<string, string>> = {
    'a response that closes': 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi',
    'a response of HTTP/1.0': 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi',
    'a response with a second one behind it': LENGTH + LENGTH,
    'a response with half a line behind it': `${CHUNKED}\r`,
    'a server that keeps it for a second only':
      'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nhi',
  };
  for (const [name, text] of Object.entries(last)) {
    verifies('model:http-connections', `never again after ${name}`, async () => {
      await using server = await startRawServer({ answer: saying(text) });
      const client = clientFor(server.port);
      for (const wanted of [1, 2]) {
        const posted = post(client);
        expect(await posted.over).toBe('end');
        expect([posted.body(), posted.exchange.reused]).toEqual(['hi', false]);
        expect(server.connectionsSoFar()).toBe(wanted);
      }
      await server.connectionsAre(0);
    });
  }

  verifies('model:http-connections', 'never again after it was refused', async () => {
    await using server = await startRawServer({ answer: saying(`${HEAD}2\r\nhi\r\nnonsense\r\n`) });
    const client = clientFor(server.port);
    const posted = post(client);
    expect(await posted.over).toBe('error');
    expect([posted.error()?.name, posted.body(), posted.stale()]).toEqual(['HttpProtocolError', 'hi', false]);
    await server.connectionsAre(0);
  });

  verifies('model:http-connections', 'never again when the answer came before the request was taken', async () => {
    await using server = await startRawServer({
      answer: () => undefined,
      onConnection: (socket) => {
        // Answers at the first byte, and reads no more.
        socket.once('data', () => {
          socket.pause();
          socket.write(LENGTH);
        });
      },
    });
    const client = clientFor(server.port);
    const posted = post(client, { body: 'x'.repeat(32 * 1_048_576) });
    expect(await posted.over).toBe('end');
    // A socket that reads nothing does not notice that the other side is gone.
    for (const socket of server.connections) socket.resume();
    await server.connectionsAre(0);
  });

  verifies('model:http-connections', 'never again when bytes came on it that nobody asked for', async () => {
    await using server = await startRawServer({ answer: saying(LENGTH) });
    const client = clientFor(server.port);
    await post(client).over;
    for (const socket of server.connections) socket.write(LENGTH);
    await server.connectionsAre(0);
    const next = post(client);
    expect([await next.over, next.exchange.reused]).toEqual(['end', false]);
  });

  verifies('model:http-connections', 'until its server closes it, and then a new one', async () => {
    await using server = await startRawServer({ answer: saying(LENGTH) });
    const client = clientFor(server.port);
    await post(client).over;
    for (const socket of server.connections) socket.end();
    await server.connectionsAre(0);
    const next = post(client);
    expect([await next.over, next.exchange.reused]).toEqual(['end', false]);
  });

  verifies(
    'model:http-connections',
    'no longer than it or its server keeps connections, and not too many',
    async () => {
      const kept = 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\nhi';
      await using server = await startRawServer({ answer: saying(LENGTH, LENGTH, LENGTH, kept, LENGTH) });
      const clock = new ManualClock();
      const client = clientFor(server.port, { clock, idleMs: 60_000, maxIdle: 1 });
      const reused = async (): Promise<boolean> => {
        const posted = post(client);
        await posted.over;
        return posted.exchange.reused;
      };
      expect(await reused()).toBe(false);
      clock.advance(59_999);
      expect(await reused()).toBe(true);
      clock.advance(60_000);
      expect(await reused()).toBe(false);
      await server.connectionsAre(1);
      expect(await reused()).toBe(true);
      clock.advance(4_000);
      expect(await reused()).toBe(false);
      await Promise.all([reused(), reused(), reused()]);
      await server.connectionsAre(1);
      expect(clock.pending).toBe(0);
    },
  );
});

describe('the HTTP client tells', () => {
  verifies('model:stale-connection', 'a used connection that gives no byte from every other end', async () => {
    const ends: Readonly<Record<string, (request: RawRequest) => unknown>> = {
      fin: ({ socket }) => socket.end(),
      reset: ({ socket }) => socket.resetAndDestroy(),
      'half a head': ({ socket }) => socket.end('HTTP/1.1 2'),
      'half a body': ({ socket }) => socket.end(`${HEAD}5\r\nhi`),
    };
    for (const [name, end] of Object.entries(ends)) {
      await using server = await startRawServer({
        answer: (request) => void (request.index === 1 ? request.socket.write(LENGTH) : end(request)),
      });
      const client = clientFor(server.port);
      const fresh = post(client);
      expect([await fresh.over, fresh.stale()], name).toEqual(['error', false]);
      await post(client).over;
      const used = post(client);
      expect([used.exchange.reused, await used.over, used.stale()], name).toEqual([
        true,
        'error',
        name === 'fin' || name === 'reset',
      ]);
      await server.connectionsAre(0);
    }
  });

  verifies('model:stale-connection', 'it when the server closes while the request is being written', async () => {
    await using server = await startRawServer({ answer: saying(LENGTH) });
    const client = clientFor(server.port);
    for (let round = 0; round < 20; round += 1) {
      await post(client).over;
      // The request is on its way before the news of the close can be read.
      for (const socket of server.connections) socket.destroy();
      const used = post(client);
      expect([used.exchange.reused, await used.over, used.stale()]).toEqual([true, 'error', true]);
    }
    await server.connectionsAre(0);
  });

  verifies('model:http-framing', 'a body that lasts until the close from one that was reset', async () => {
    const open = 'HTTP/1.1 200 OK\r\n\r\nhi';
    await using server = await startRawServer({ answer: saying(open) });
    for (const [finish, wanted] of [
      ['end', 'end'],
      ['resetAndDestroy', 'error'],
    ] as const) {
      const posted = post(clientFor(server.port));
      await posted.holds(2);
      for (const socket of server.connections) socket[finish]();
      expect([await posted.over, posted.body()]).toEqual([wanted, 'hi']);
    }
  });

  verifies('model:unreachable', 'that nobody listens, or that the name is unknown', async () => {
    for (const host of ['127.0.0.1:1', 'provider.invalid', '[::1]:1']) {
      const posted = post(clientFor(0, { url: new URL(`http://${host}/`) }));
      expect([await posted.over, posted.calls, posted.stale()], host).toEqual(['error', ['error'], false]);
    }
  });
});

describe('the HTTP client stops', () => {
  verifies('model:abort model:http-connections', 'at each moment, and calls nothing afterwards', async () => {
    await using server = await startRawServer({ answer: saying(`${HEAD}2\r\nhi\r\n2\r\nho\r\n`) });
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
      expect(posted.body()).toBe(moment === 'body' ? 'hi' : '');
      posted.exchange.abort();
      posted.exchange.resume();
    }
    const unborn = post(client);
    unborn.exchange.abort();
    await turnsOfTheLoop(50);
    await server.connectionsAre(0);
    expect(unborn.calls).toEqual([]);
  });

  verifies('model:http-connections', 'without leaving a connection, whenever 200 requests are aborted', async () => {
    await using server = await startRawServer({
      answer: ({ index, socket }) => void socket.write(index % 3 === 0 ? LENGTH : `${HEAD}2\r\nhi\r\n`),
    });
    const client = clientFor(server.port, { maxIdle: 0 });
    const posted = Array.from({ length: 200 }, () => post(client));
    for (const [index, { exchange }] of posted.entries()) {
      await turnsOfTheLoop(index % 4);
      exchange.abort();
    }
    await server.connectionsAre(0);
    for (const { calls } of posted) expect(calls).not.toContain('error');
  });

  verifies(
    'model:http-connections',
    'for a connection that was given back only when it has a new request',
    async () => {
      await using server = await startRawServer({ answer: saying(LENGTH) });
      const client = clientFor(server.port);
      const first = post(client);
      await first.over;
      const second = post(client);
      // The first has no power over the connection any more.
      first.exchange.abort();
      first.exchange.pause();
      expect(await second.over).toBe('end');
      expect(server.connectionsSoFar()).toBe(1);
    },
  );

  verifies('model:back-pressure', 'reading while it is paused, and gives the connection back unpaused', async () => {
    const body = 'x'.repeat(64 * 1_048_576);
    let flowing = true;
    await using server = await startRawServer({
      answer: ({ index, socket }) => {
        if (index > 0) socket.write(LENGTH);
        else flowing = socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      },
    });
    const client = clientFor(server.port);
    const posted = post(client, {
      during: (call, exchange) => {
        if (call === 'head 200') exchange.pause();
      },
    });
    await posted.called('head 200');
    await turnsOfTheLoop(500);
    expect(posted.body().length).toBeLessThanOrEqual(65_536);
    expect(flowing).toBe(false);
    posted.exchange.resume();
    expect(await posted.over).toBe('end');
    expect(posted.body() === body).toBe(true);
    const whole = post(client, { during: (call, exchange) => void (call === 'head 200' && exchange.pause()) });
    expect(await whole.over).toBe('end');
    expect(await post(client).over).toBe('end');
    expect(server.connectionsSoFar()).toBe(1);
  });
});

describe('the HTTP client, whatever a server sends,', () => {
  verifies('model:http-framing', 'ends each request once, and leaves no connection', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'HTTP/1.1 200 OK\r\n',
        'Transfer-Encoding: chunked\r\n',
        '\r\n',
        '2\r\nhi\r\n',
        '0\r\n\r\n',
        LENGTH,
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    let pieces: readonly string[] = [];
    await using server = await startRawServer({
      answer: ({ socket }) => {
        void (async () => {
          for (const text of pieces) {
            socket.write(text);
            await turnsOfTheLoop(1);
          }
          socket.end();
        })();
      },
    });
    const client = clientFor(server.port);
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (texts) => {
        pieces = texts;
        const posted = post(client, { fresh: true });
        await posted.over;
        await server.connectionsAre(0);
        expect(posted.calls.filter((call) => call === 'end' || call === 'error')).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });
});
