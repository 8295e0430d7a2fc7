import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { loadConfig } from '../../src/config.ts';
import { networkOf } from '../../src/http/limits/network-of.ts';
import { RateWindow } from '../../src/http/limits/rate-window.ts';
import { startInProcess, type InProcess, type InProcessOptions } from '../support/in-process.ts';
import { nativeClient } from '../support/native-client.ts';
import { drive } from '../support/drive.ts';
import { openStreamClient, type StreamClient } from '../support/stream-client.ts';
import { SECRET, tokenFor } from './support/tokens.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each[Symbol.asyncDispose]();
});

async function start(environment: Record<string, string>, options: InProcessOptions = {}): Promise<InProcess> {
  const server = await startInProcess({ environment, ...options });
  open.push(server);
  return server;
}

/** Asks the Assistant, which takes one request for each turn. */
function ask({ url }: InProcess, headers: Record<string, string> = {}, message = 'Hello'): Promise<StreamClient> {
  return openStreamClient(url, { path: '/assistant/chat', body: { message }, headers });
}

async function statuses(server: InProcess, each: readonly Record<string, string>[]): Promise<readonly number[]> {
  const answers: number[] = [];
  for (const headers of each) answers.push((await ask(server, headers)).status);
  return answers;
}

describe('RATE_LIMIT', () => {
  test('is off on loopback and 120 a minute elsewhere, and can be set or switched off', () => {
    const elsewhere = { HOST: '0.0.0.0', JWT_SECRET_KEY: SECRET };
    expect(loadConfig({}).rateLimit).toBeNull();
    expect(loadConfig(elsewhere).rateLimit).toEqual({ requests: 120, windowMs: 60_000 });
    expect(loadConfig({ RATE_LIMIT: '5/sec' }).rateLimit).toEqual({ requests: 5, windowMs: 1_000 });
    expect(loadConfig({ RATE_LIMIT: '2000/hour' }).rateLimit).toEqual({ requests: 2_000, windowMs: 3_600_000 });
    expect(loadConfig({ ...elsewhere, RATE_LIMIT: 'off' }).rateLimit).toBeNull();
  });

  verifies('http:rate-limit', 'says what is left, and when to come back', async () => {
    const clock = new ManualClock(Date.now());
    const server = await start({ RATE_LIMIT: '2/min' }, { clock });
    const first = await ask(server);
    expect(first.headers).toMatchObject({ 'ratelimit-policy': '"turns";q=2;w=60', ratelimit: '"turns";r=1;t=61' });
    expect((await ask(server)).headers['ratelimit']).toMatch(/^"turns";r=0;t=6[01]$/);
    const refused = await ask(server);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers['retry-after']);
    expect(refused.headers['ratelimit']).toBe(`"turns";r=0;t=${seconds}`);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'parlance_refused_turns_total{code="rate_limited"} 1',
    );
    clock.advance(seconds * 1_000);
    expect((await ask(server)).status).toBe(200);
  });

  verifies(
    'http:rate-limit turn:3',
    'refuses in the shape of the surface, stores nothing and uses up no key',
    async () => {
      const clock = new ManualClock(Date.now());
      const server = await start({ RATE_LIMIT: '1/min' }, { clock });
      const client = nativeClient(server.url);
      const conversation = await client.createConversation();
      expect((await ask(server)).status).toBe(200);
      const headers = { 'idempotency-key': 'later' };
      const body = { message: 'Refused' };
      const native = await client.call('POST', `/conversations/${conversation}/turns`, body, headers);
      expect(native).toMatchObject({ status: 429, body: { code: 'rate_limited', status: 429 } });
      expect(native.headers.get('content-type')).toContain('application/problem+json');
      const chat = await fetch(`${server.url}/chat`, { method: 'POST', body: '{"message":"Refused"}' });
      expect([chat.status, await chat.json()]).toEqual([
        429,
        {
          error: 'Too many requests',
          detail: expect.stringMatching(/^Too many requests\. Try again in \d+ s\.$/),
          correlation_id: chat.headers.get('x-correlation-id'),
        },
      ]);
      const kept = await client.call('GET', `/conversations/${conversation}/messages`);
      expect(JSON.stringify(kept.body)).not.toContain('Refused');
      clock.advance(62_000);
      const asking = client.call('POST', `/conversations/${conversation}/turns`, { ...body, stream: false }, headers);
      const again = await drive(clock, asking);
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, null]);
    },
  );

  verifies('fault:C13 turn:4', 'lets a repeat attach to its turn, which costs nothing', async () => {
    const server = await start({ RATE_LIMIT: '1/hour' });
    const key = { 'idempotency-key': 'once' };
    const first = await ask(server, key);
    expect(await first.ended).toBe(true);
    expect((await ask(server)).status).toBe(429);
    for (let repeats = 0; repeats < 5; repeats += 1) {
      const repeat = await ask(server, key);
      expect([repeat.status, repeat.headers['idempotency-replayed']]).toEqual([200, 'true']);
      expect(repeat.headers['ratelimit']).toBeUndefined();
      expect(await repeat.ended).toBe(true);
      expect(repeat.events).toEqual(first.events);
    }
    expect((await ask(server, key, 'Something else')).status).toBe(422);
  });

  test('counts turns only: who reads, resumes, cancels or asks for health is never limited', async () => {
    const server = await start({ RATE_LIMIT: '1/hour' });
    const client = nativeClient(server.url);
    const first = await ask(server);
    expect(await first.ended).toBe(true);
    const turn = String(first.headers['x-turn-id']);
    for (let times = 0; times < 3; times += 1) {
      expect((await client.call('GET', '/conversations')).status).toBe(200);
      expect((await client.cancel(turn)).status).toBe(200);
      expect((await ask(server, { 'last-event-id': `${turn}:0` })).status).toBe(200);
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
    }
    expect((await ask(server)).status).toBe(429);
  });

  verifies('http:rate-limit fault:S11', 'counts by user where there is a token, wherever it comes from', async () => {
    const server = await start({ RATE_LIMIT: '1/hour', JWT_SECRET_KEY: SECRET, TRUSTED_PROXIES: 'loopback' });
    const alice = { authorization: `Bearer ${await tokenFor('alice')}` };
    const bob = { authorization: `Bearer ${await tokenFor('bob')}` };
    const from = (address: string) => ({ 'x-forwarded-for': address });
    expect(
      await statuses(server, [
        { ...alice, ...from('192.0.2.1') },
        { ...alice, ...from('192.0.2.2') },
        { ...bob, ...from('192.0.2.1') },
        from('192.0.2.1'),
        from('192.0.2.2'),
      ]),
    ).toEqual([200, 429, 200, 200, 200]);
  });

  verifies(
    'fault:S11',
    'believes X-Forwarded-For of trusted proxies only, and the address that they added',
    async () => {
      const forged = ['192.0.2.1', '192.0.2.2', '2001:db8::1, 192.0.2.3'].map((value) => ({
        'x-forwarded-for': value,
      }));
      const direct = await start({ RATE_LIMIT: '1/hour' });
      expect(await statuses(direct, forged)).toEqual([200, 429, 429]);
      const behind = await start({ RATE_LIMIT: '1/hour', TRUSTED_PROXIES: 'loopback' });
      const through = ['192.0.2.1', '203.0.113.9, 192.0.2.1', '192.0.2.1, 203.0.113.9', 'nonsense', '"><', ''].map(
        (value) => ({ 'x-forwarded-for': value }),
      );
      // The last one is empty: then the proxy itself is the client.
      expect(await statuses(behind, through)).toEqual([200, 429, 200, 200, 429, 200]);
      const twice = await fetch(`${behind.url}/assistant/chat`, {
        method: 'POST',
        body: '{"message":"Hello"}',
        headers: [
          ['x-forwarded-for', '198.51.100.1'],
          ['x-forwarded-for', '192.0.2.1'],
        ],
      });
      expect(twice.status).toBe(429);
    },
  );
});

verifies('fault:S11', 'takes an IPv6 network of 64 bits for one client, in every spelling', () => {
  const cases: readonly (readonly [address: string, network: string])[] = [
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:50000', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:DB8:0:0:ffff::9', '2001:db8:0:0::/64'],
    ['[2001:db8::1]:443', '2001:db8:0:0::/64'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['', 'unknown'],
    ['[', 'unknown'],
    ['unknown', 'unknown'],
    ['999.1.1.1', 'unknown'],
  ];
  expect(cases.map(([address]) => [address, networkOf(address)])).toEqual(cases);
});

verifies('fault:S12', 'never lets more through in any stretch of the window’s length, and soon as much again', () => {
  const rate = { requests: 10, windowMs: 1_000 };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 50, maxLength: 200 }), (pauses) => {
      const clock = new ManualClock();
      const window = new RateWindow(rate, clock);
      const passed: number[] = [];
      for (const pause of pauses) {
        clock.advance(pause);
        const { allowed, remaining, resetMs } = window.take('one');
        expect(remaining).toBeGreaterThanOrEqual(0);
        if (allowed) passed.push(clock.elapsed());
        else {
          const before = clock.elapsed();
          // It may come back exactly then, and not before.
          clock.advance(Math.max(0, resetMs - 1));
          expect(window.take('one').allowed).toBe(false);
          clock.advance(before + resetMs - clock.elapsed() + 0.001);
          expect(window.take('one').allowed).toBe(true);
          passed.push(clock.elapsed());
        }
      }
      for (const [index, at] of passed.entries()) {
        const eleventh = passed[index + rate.requests];
        if (eleventh !== undefined) expect(eleventh - at).toBeGreaterThanOrEqual(rate.windowMs);
      }
    }),
  );
});

verifies('fault:S12', 'lets a client that never stops asking through at nearly the whole rate', () => {
  const clock = new ManualClock();
  const window = new RateWindow({ requests: 120, windowMs: 60_000 }, clock);
  let allowed = 0;
  for (let second = 0; second < 3_600; second += 0.25) {
    if (window.take('one').allowed) allowed += 1;
    clock.advance(250);
  }
  expect(allowed).toBeGreaterThan(120 * 60 * 0.95);
  expect(allowed).toBeLessThanOrEqual(120 * 60);
});

test('remembers a bounded number of clients', () => {
  const clock = new ManualClock();
  const window = new RateWindow({ requests: 1, windowMs: 60_000 }, clock, 3);
  for (const key of ['a', 'b', 'c']) expect(window.take(key).allowed).toBe(true);
  expect(window.take('a').allowed).toBe(false);
  expect(window.take('d').allowed).toBe(true);
  // It is the one that asked longest ago.
  expect([window.take('a').allowed, window.take('b').allowed]).toEqual([false, true]);
});
