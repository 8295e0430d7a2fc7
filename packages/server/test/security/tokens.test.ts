import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { rawRequest, type RawAnswer } from '../http/support/raw-request.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import {
  AUDIENCE,
  byKey,
  bySecret,
  SUBJECT,
  honestClaims,
  hostileTokens,
  ISSUER,
  type Scheme,
} from './support/hostile-tokens.ts';
import {
  makeKey,
  makeToken,
  startKeyServer,
  STRONG_SECRET,
  type KeyServer,
  type SigningKey,
} from './support/issuer.ts';

const CORRELATION = 'hostile-1';
const KEYS: readonly SigningKey[] = (['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const).map((alg) => makeKey(alg));
const [, , ES256] = KEYS;
if (ES256 === undefined) throw new Error('There is no key.');

/** One address of each surface, and those where a token decides most. */
const ROUTES: readonly (readonly [surface: string, line: string])[] = [
  ['plain', 'POST /chat'],
  ['plain', 'POST /assistant/chat'],
  ['operations', 'GET /metrics'],
  ['native', 'GET /api/v1/conversations'],
  ['native', 'POST /api/v1/conversations'],
  ['native', 'GET /api/v1/turns/0/events'],
  ['native', 'DELETE /api/v1/conversations/0'],
];

interface Subject {
  readonly name: string;
  readonly scheme: Scheme;
  readonly published: readonly SigningKey[];
  readonly environment: (keys: KeyServer) => Readonly<Record<string, string>>;
}

const SUBJECTS: readonly Subject[] = [
  { name: 'a secret', scheme: bySecret, published: KEYS, environment: () => ({ JWT_SECRET_KEY: STRONG_SECRET }) },
  { name: 'published keys', scheme: byKey(ES256), published: KEYS, environment: ({ url }) => ({ JWKS_URL: url }) },
  {
    name: 'a secret and published keys',
    scheme: bySecret,
    published: KEYS,
    environment: ({ url }) => ({ JWT_SECRET_KEY: STRONG_SECRET, JWKS_URL: url }),
  },
];

describe.each(SUBJECTS)('A server that knows $name', ({ scheme, published, environment }) => {
  let keys: KeyServer;
  let server: InProcess;
  beforeAll(async () => {
    keys = await startKeyServer(...KEYS);
    server = await startInProcess({
      environment: { ...environment(keys), JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE, LOG_LEVEL: 'DEBUG' },
    });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await keys[Symbol.asyncDispose]();
  });

  const send = (line: string, authorization: readonly string[]): Promise<RawAnswer> =>
    rawRequest(Number(new URL(server.url).port), [
      Buffer.from(
        [
          `${line} HTTP/1.1`,
          'Host: localhost',
          'Connection: close',
          'Content-Length: 0',
          `X-Correlation-Id: ${CORRELATION}`,
          ...authorization.map((value) => `Authorization: ${value}`),
          '\r\n',
        ].join('\r\n'),
        'latin1',
      ),
    ]);

  verifies('fault:S01', 'refuses every hostile token, everywhere, in the same words, and logs none', async () => {
    const hostile = hostileTokens(scheme, published);
    expect(hostile.length).toBeGreaterThanOrEqual(60);
    expect(new Set(hostile.map(({ name }) => name)).size).toBe(hostile.length);
    const answers = new Map<string, Set<string>>();
    const accepted: string[] = [];
    for (const { name, lines } of hostile) {
      const all = await Promise.all(
        ROUTES.map(async ([surface, line]) => ({ surface, line, answer: await send(line, lines) })),
      );
      for (const { surface, line, answer } of all) {
        if (answer.status !== 401) accepted.push(`${name}: ${line} answered ${answer.status}`);
        const seen = answers.get(surface) ?? new Set<string>();
        answers.set(surface, seen.add(answer.headers.replace(/\r\nDate: [^\r]*/i, '') + answer.body));
      }
    }
    expect(accepted).toEqual([]);
    for (const [surface, seen] of answers) expect([surface, seen.size]).toEqual([surface, 1]);
    const log = JSON.stringify(server.log());
    expect(log).not.toContain(SUBJECT);
    // Nor what the logger would have had to hide.
    expect(log).not.toMatch(/eyJ|REDACTED/);
    expect(server.log().filter(({ event }) => event === 'request_refused')).toHaveLength(
      hostile.length * ROUTES.length,
    );
  });

  test('refuses a token of a megabyte before it is read', async () => {
    const long = `${makeToken(scheme.header, honestClaims(), scheme.sign)}${'A'.repeat(1_048_576)}`;
    const { status, body } = await send('GET /api/v1/conversations', [`Bearer ${long}`]);
    expect(status).toBe(431);
    expect(body).not.toContain('AAAA');
    expect(JSON.stringify(server.log())).not.toContain('AAAA');
  });

  test('takes what an honest issuer makes, whatever the case of the scheme', async () => {
    const honest = [
      makeToken(scheme.header, honestClaims(), scheme.sign),
      makeToken({ ...scheme.header, typ: undefined }, { ...honestClaims(), aud: ['x', AUDIENCE] }, scheme.sign),
      makeToken({ ...scheme.header, typ: 'at+jwt' }, { ...honestClaims(), iat: 1_700_000_000.5 }, scheme.sign),
      makeToken({ ...scheme.header, jku: 'https://issuer.example/keys' }, honestClaims(), scheme.sign),
    ];
    for (const token of honest) {
      for (const name of ['Bearer', 'bearer', 'BEARER']) {
        expect((await send('GET /api/v1/conversations', [`${name} ${token}`])).status).toBe(200);
      }
    }
  });
});
