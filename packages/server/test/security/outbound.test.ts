import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { systemResolve, type Resolve, type Target } from '../../src/adapters/outbound/check-target.ts';
import type { Dial } from '../../src/adapters/outbound/dial.ts';
import { guardedOutbound, type GuardOptions } from '../../src/adapters/outbound/guarded-outbound.ts';
import { isPublicAddress } from '../../src/adapters/outbound/public-address.ts';
import { OutboundError, type OutboundRequest } from '../../src/ports/outbound.ts';
import { startRawServer, type RawServer } from '../support/raw-server.ts';
import { selfSigned } from '../support/self-signed.ts';
import { hostileAddresses } from './outbound/hostile-addresses.ts';

const PUBLIC = { address: '93.184.216.34', family: 4 };
const LOOPBACK = { address: '127.0.0.1', family: 4 };

/** Nobody may ever come here. */
let trap: RawServer;
/** A server of the open network, as far as the guard can tell. */
let site: RawServer;
let answer: (path: string) => string | null;

beforeAll(async () => {
  trap = await startRawServer({ answer: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\n\r\ntrapped') });
  site = await startRawServer({
    answer: ({ text, socket }) => {
      const said = answer(text.split(' ')[1] ?? '');
      if (said !== null) socket.end(said);
    },
  });
});

afterAll(async () => {
  await trap[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const resolveTest: Resolve = async (host) => (host.endsWith('.test') ? [PUBLIC] : systemResolve(host));

/** Connects to `site` in the place of the public address, and keeps where it was meant to go. */
function siteDial(targets: Target[] = []): Dial {
  return (target) => {
    targets.push(target);
    return connect(site.port, '127.0.0.1');
  };
}

function guard(options: Partial<GuardOptions> = {}) {
  return guardedOutbound({ clock: new ManualClock(), allow: [], resolve: resolveTest, ...options });
}

async function get(
  url: string,
  options: Partial<GuardOptions> = {},
  more: Partial<OutboundRequest> = {},
  signal = new AbortController().signal,
): Promise<{ readonly status: number; readonly text: string }> {
  const request = { url, maxRedirects: 3, maxBytes: 1_000, timeLimitMs: 5_000, ...more };
  const { status, body } = await guard(options).send(request, signal);
  let text = '';
  for await (const bytes of body) text += Buffer.from(bytes).toString();
  return { status, text };
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('It was not refused.'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OutboundError)) throw error;
  return error.code;
}

describe('an address that a user gives', () => {
  verifies(
    'fault:S06',
    'leads nowhere inside, in none of more than 300 spellings, and not even to a connection',
    async () => {
      const addresses = hostileAddresses(trap.port);
      expect(new Set(addresses).size).toBeGreaterThan(300);
      const dialled: Target[] = [];
      for (const address of addresses) {
        const code = await refusal(get(address, { dial: siteDial(dialled) }));
        expect([address, code]).toEqual([address, expect.stringMatching(/^(?:refused|unknown_host)$/)]);
        // Over the real connection too: what a dial does not open, the system does not either.
        await refusal(get(address));
      }
      expect(dialled).toEqual([]);
      expect(trap.connectionsSoFar()).toBe(0);
    },
  );

  test('reaches the trap where the guard lets it, so that its silence says something', async () => {
    const before = trap.connectionsSoFar();
    expect(await get(`http://localhost:${trap.port}/`, { allow: [`localhost:${trap.port}`] })).toMatchObject({
      text: 'trapped',
    });
    expect(trap.connectionsSoFar()).toBe(before + 1);
    expect(await refusal(get(`http://localhost:${trap.port}/`, { allow: ['localhost:1'] }))).toBe('refused');
  });

  verifies('fault:S06', 'is connected to as it was checked, however its name is answered the second time', async () => {
    const before = trap.connectionsSoFar();
    const asked: string[] = [];
    const rebinding: Resolve = async (host) => {
      asked.push(host);
      return asked.length === 1 ? [PUBLIC] : [LOOPBACK];
    };
    const targets: Target[] = [];
    answer = () => 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsite';
    const url = `http://rebind.test:${trap.port}/`;
    expect(await get(url, { resolve: rebinding, dial: siteDial(targets) })).toEqual({ status: 200, text: 'site' });
    expect(asked).toEqual(['rebind.test']);
    expect(targets.map(({ addresses }) => addresses)).toEqual([[PUBLIC]]);
    expect(site.requests.at(-1)?.text).toContain(`\r\nhost: rebind.test:${trap.port}\r\n`);
    const both: Resolve = async () => [PUBLIC, LOOPBACK];
    expect(await refusal(get(url, { resolve: both }))).toBe('refused');
    expect(trap.connectionsSoFar()).toBe(before);
  });

  verifies('fault:S06', 'leads nowhere inside by a redirect, nor round and round', async () => {
    const before = trap.connectionsSoFar();
    const dial = siteDial();
    const redirect = (to: string) => (path: string) =>
      path === '/end'
        ? 'HTTP/1.1 200 OK\r\n\r\nend'
        : `HTTP/1.1 302 Found\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`;
    for (const to of hostileAddresses(trap.port).filter((address) => /^[a-z]+:[\x21-\x7e]+$/.test(address))) {
      answer = redirect(to);
      // A spelling without slashes is taken as relative to the page, as browsers do.
      const code = await refusal(get('http://site.test/', { dial }));
      expect([to, code]).toEqual([to, expect.stringMatching(/^(?:refused|unknown_host|too_many_redirects)$/)]);
    }
    expect(trap.connectionsSoFar()).toBe(before);
    answer = redirect('/end');
    expect(await get('http://site.test/', { dial })).toEqual({ status: 200, text: 'end' });
    answer = redirect('/again');
    const requests = site.requests.length;
    expect(await refusal(get('http://site.test/', { dial }))).toBe('too_many_redirects');
    expect(site.requests.length - requests).toBe(4);
    expect(await get('http://site.test/', { dial }, { maxRedirects: 0 })).toMatchObject({ status: 302 });
  });
});

describe('an answer from outside', () => {
  const dial = siteDial();

  verifies('media:outbound-limits', 'has so many bytes and so much time, whatever it says of itself', async () => {
    answer = () => 'HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n';
    expect(await refusal(get('http://site.test/', { dial }))).toBe('too_large');
    answer = () => `HTTP/1.1 200 OK\r\n\r\n${'a'.repeat(1_001)}`;
    expect(await refusal(get('http://site.test/', { dial }))).toBe('too_large');
    answer = () => 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf';
    expect(await refusal(get('http://site.test/', { dial }))).toBe('unreachable');
    answer = () => 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n';
    expect(await refusal(get('http://site.test/', { dial }))).toBe('packed');
    answer = () => `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`;
    expect(await refusal(get('http://site.test/', { dial }))).toBe('unreachable');
  });

  verifies('media:outbound-limits', 'ends when its time is over or nobody wants it, with its connection', async () => {
    answer = () => null;
    for (const end of ['time', 'abort'] as const) {
      const clock = new ManualClock();
      const controller = new AbortController();
      const requests = site.requests.length;
      const refused = refusal(get('http://site.test/', { dial, clock }, {}, controller.signal));
      await site.watch.until(() => site.requests.length > requests);
      if (end === 'time') clock.advance(5_000);
      else controller.abort();
      expect(await refused).toBe(end === 'time' ? 'timeout' : 'aborted');
      await site.connectionsAre(0);
    }
    const never: Resolve = () => new Promise(() => undefined);
    const clock = new ManualClock();
    const refused = refusal(get('http://site.test/', { resolve: never, clock }));
    await nextTurn();
    clock.advance(5_000);
    expect(await refused).toBe('timeout');
  });

  test('comes from the name that was asked, or not at all', async () => {
    const { key, cert } = selfSigned('site.test');
    await using secure = await startRawServer({
      answer: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\n\r\nsecret'),
      tls: { key, cert },
    });
    // Nobody that is trusted has signed this certificate.
    expect(await refusal(get('https://site.test/', { dial: () => connect(secure.port, '127.0.0.1') }))).toBe(
      'unreachable',
    );
    expect(secure.requests).toEqual([]);
  });

  test('of a name that does not exist is an error like any other', async () => {
    const none: Resolve = async () => [];
    const failing: Resolve = async () => {
      throw new Error('ENOTFOUND');
    };
    expect(await refusal(get('http://gone.test/', { resolve: none }))).toBe('unknown_host');
    expect(await refusal(get('http://gone.test/', { resolve: failing }))).toBe('unknown_host');
  });
});

test('addresses of the open network are public', () => {
  const open = ['93.184.216.34', '8.8.8.8', '2606:4700:4700::1111', '2a00:1450:4001:80b::200e'];
  expect(open.filter(isPublicAddress)).toEqual(open);
  expect(['', 'example.com', '1.2.3', '100:0:0:1::1', '4000::1'].filter(isPublicAddress)).toEqual([]);
});
