import { afterEach, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { loadConfig } from '../../src/config.ts';
import { createAuthenticator, type Authenticator } from '../../src/http/auth.ts';
import { LogLines } from '../http/support/log-lines.ts';
import {
  makeKey,
  makeToken,
  signWith,
  startKeyServer,
  type KeyServer,
  type Publish,
  type SigningKey,
} from './support/issuer.ts';

const COOL_DOWN_MS = 30_000;
const FRESH_MS = 600_000;
const KEEP_MS = 3_600_000;
const DAY_SECONDS = 86_400;

const FIRST = makeKey('ES256', 'first');
const SECOND = makeKey('ES256', 'second');
const WEAK = makeKey('RS256', 'weak', 1_024);
const SEALING = makeKey('RS256', 'sealing');

const closing: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of closing.splice(0)) await each[Symbol.asyncDispose]();
});

interface World {
  readonly clock: ManualClock;
  readonly issuer: KeyServer;
  readonly lines: LogLines;
  /** 200 or 401, as a request with a token of this key would be answered. A token is never believed from before. */
  readonly status: (key: SigningKey, kid?: string) => Promise<number>;
}

async function start(...keys: readonly SigningKey[]): Promise<World> {
  const issuer = await startKeyServer(...keys);
  closing.push(issuer);
  const clock = new ManualClock();
  const lines = new LogLines();
  const config = loadConfig({ JWKS_URL: issuer.url, AUTH_REQUIRED: 'true' });
  const authenticator = createAuthenticator(config, clock, lines.logger('DEBUG'), async () => null);
  let made = 0;
  return {
    clock,
    issuer,
    lines,
    status: (key, kid = key.kid) => statusOf(authenticator, token(key, kid, clock, (made += 1))),
  };
}

function token(key: SigningKey, kid: string, clock: ManualClock, number: number): string {
  const claims = { sub: `user-${number}`, exp: Math.floor(clock.now() / 1_000) + DAY_SECONDS };
  return makeToken({ alg: key.alg, kid }, claims, (input) => signWith(key, input));
}

async function statusOf(authenticator: Authenticator, text: string): Promise<number> {
  return authenticator.identify(`Bearer ${text}`).then(
    () => 200,
    (error: unknown) => {
      expect(error).toMatchObject({ code: 'unauthenticated', message: 'A valid bearer token is needed.' });
      return 401;
    },
  );
}

/** What an issuer may do instead of publishing its keys. */
const BROKEN: readonly (readonly [name: string, publish: Publish])[] = [
  ['404', (_request, response) => void response.writeHead(404).end('{"keys":[]}')],
  ['500', (_request, response) => void response.writeHead(500).end()],
  [
    'a redirect to good keys',
    (request, response) =>
      void response.writeHead(302, { location: `http://${request.headers.host}/keys?moved` }).end(),
  ],
  ['no JSON', (_request, response) => void response.end('<html>')],
  ['JSON without keys', (_request, response) => void response.end('{"keys":{}}')],
  ['keys that are none', (_request, response) => void response.end('{"keys":["x"]}')],
  [
    'half an answer',
    (_request, response) =>
      void response.writeHead(200, { 'content-length': 999 }).write('{"keys":', () => response.destroy()),
  ],
  ['no answer', (request) => void request.socket.destroy()],
  ['a megabyte', (_request, response) => void response.end(`{"keys":[],"more":"${'a'.repeat(1_048_576)}"}`)],
];

describe('Published keys', () => {
  verifies('fault:S02', 'are asked for once, however many tokens wait for them', async () => {
    const { issuer, status } = await start(FIRST);
    const answers = await Promise.all(Array.from({ length: 50 }, () => status(FIRST)));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(issuer.requests()).toBe(1);
  });

  verifies(
    'fault:S02',
    'that are new are found as soon as a token names one, and removed ones are forgotten',
    async () => {
      const { clock, issuer, status } = await start(FIRST);
      expect(await status(FIRST)).toBe(200);
      issuer.publish(FIRST, SECOND);
      clock.advance(COOL_DOWN_MS);
      expect([await status(SECOND), await status(FIRST), issuer.requests()]).toEqual([200, 200, 2]);
      issuer.publish(SECOND);
      clock.advance(FRESH_MS);
      expect([await status(FIRST), await status(SECOND)]).toEqual([401, 200]);
      expect(issuer.requests()).toBe(3);
    },
  );

  verifies(
    'fault:S02',
    'are asked for at most once a cool-down, though ten thousand tokens name unknown ones',
    async () => {
      const { clock, issuer, status } = await start(FIRST);
      expect(await status(FIRST)).toBe(200);
      const flood = async (from: number): Promise<void> => {
        for (let number = from; number < from + 10_000; number += 1) {
          expect(await status(FIRST, `unknown-${number}`)).toBe(401);
        }
      };
      await flood(0);
      expect(issuer.requests()).toBe(1);
      clock.advance(COOL_DOWN_MS);
      await Promise.all(Array.from({ length: 1_000 }, (_, number) => status(FIRST, `another-${number}`)));
      expect(issuer.requests()).toBe(2);
      expect(await status(FIRST)).toBe(200);
    },
  );

  for (const [name, publish] of BROKEN) {
    verifies('fault:S02', `serve on when their issuer fails (${name}), for an hour and no longer`, async () => {
      const { clock, issuer, lines, status } = await start(FIRST);
      expect(await status(FIRST)).toBe(200);
      issuer.answer(publish);
      clock.advance(FRESH_MS);
      expect(await status(FIRST)).toBe(200);
      expect(issuer.requests()).toBe(2);
      expect(await status(SECOND)).toBe(401);
      // Within the cool-down nothing is asked, failed or not.
      expect(issuer.requests()).toBe(2);
      clock.advance(KEEP_MS - FRESH_MS - 1);
      expect(await status(FIRST)).toBe(200);
      clock.advance(1);
      expect(await status(FIRST)).toBe(401);
      expect(lines.records.filter(({ event }) => event === 'jwks_unavailable').length).toBe(issuer.requests() - 1);
      issuer.publish(FIRST);
      clock.advance(COOL_DOWN_MS);
      expect(await status(FIRST)).toBe(200);
    });
  }

  for (const [name, publish] of BROKEN) {
    verifies('fault:S02', `that never came let nobody in (${name}), and are asked for once a cool-down`, async () => {
      const { clock, issuer, status } = await start();
      issuer.answer(publish);
      for (let round = 1; round <= 3; round += 1) {
        expect(await Promise.all([FIRST, FIRST, SECOND].map((key) => status(key)))).toEqual([401, 401, 401]);
        expect(await status(FIRST)).toBe(401);
        expect(issuer.requests()).toBe(round);
        clock.advance(COOL_DOWN_MS);
      }
      issuer.publish(FIRST);
      expect(await status(FIRST)).toBe(200);
    });
  }

  verifies('fault:S02', 'are not waited for longer than three seconds', async () => {
    const { clock, issuer, lines, status } = await start(FIRST);
    expect(await status(FIRST)).toBe(200);
    issuer.answer(() => undefined);
    clock.advance(FRESH_MS);
    const slow = status(FIRST);
    await issuer.asked(2);
    clock.advance(3_000);
    expect(await slow).toBe(200);
    expect(lines.records.at(-1)).toMatchObject({ event: 'jwks_unavailable', level: 'WARNING' });
  });

  test('that nobody listens for are as good as none', async () => {
    const { issuer, status } = await start(FIRST);
    await issuer[Symbol.asyncDispose]();
    closing.length = 0;
    expect(await status(FIRST)).toBe(401);
  });

  test('are never secrets, nor too short, nor ambiguous, nor made for something else', async () => {
    const secret = { ...FIRST, jwk: { kty: 'oct', k: 'c2VjcmV0', alg: 'HS256', kid: 'first' } };
    const unnamed = (key: SigningKey): SigningKey => ({ ...key, jwk: { ...key.jwk, kid: undefined } });
    for (const keys of [
      [secret],
      [unnamed(FIRST), unnamed(SECOND)],
      [WEAK],
      [{ ...SEALING, jwk: { ...SEALING.jwk, use: 'enc' } }],
    ]) {
      const { status } = await start(...keys);
      const [key = FIRST] = keys;
      expect(await status(key)).toBe(401);
    }
  });

  test('are asked for again where the clock of this machine was set back', async () => {
    const { clock, issuer, status } = await start(FIRST);
    expect(await status(FIRST)).toBe(200);
    clock.jump(clock.now() - DAY_SECONDS * 1_000);
    expect(await status(FIRST)).toBe(200);
    expect(issuer.requests()).toBe(2);
  });
});
