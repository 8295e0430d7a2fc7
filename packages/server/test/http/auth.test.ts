import { once } from 'node:events';
import { statSync, chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { mintToken, readTokenOptions } from '../../src/commands/token.ts';
import { loadConfig } from '../../src/config.ts';
import { requireIdentity, createAuthenticator } from '../../src/http/auth.ts';
import { startTinyServer, type TinyServer } from './support/tiny-server.ts';
import { base64, forge, inSeconds, SECRET, tokenFor, type Claims } from './support/tokens.ts';

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
});

/** Answers `/whoami` with the caller; `/open` to anybody. */
async function start(environment: Record<string, string>): Promise<TinyServer> {
  return await startTinyServer((app, { config, clock, log }) => {
    requireIdentity(
      app,
      createAuthenticator(config, clock, log, async () => null),
    );
    app.get('/whoami', async ({ identity }) => identity);
    app.get('/open', { config: { open: true } }, async () => 'open');
  }, environment);
}

async function whoami(url: string, authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization };
  const response = await fetch(`${url}/whoami`, { headers });
  return { status: response.status, body: await response.text(), challenge: response.headers.get('www-authenticate') };
}

const PAYLOAD = { sub: 'mallory', exp: inSeconds(600), roles: ['admin'] };
const HS256 = { alg: 'HS256', typ: 'JWT' };

describe('A token', () => {
  verifies(
    'http:auth:forged',
    'that is forged, expired, unsigned or malformed is refused, all in the same words',
    async () => {
      const { url } = await start({ JWT_SECRET_KEY: SECRET });
      const good = await tokenFor('mallory');
      const [head = '', body = '', signature = ''] = good.split('.');
      const forged: readonly (readonly [name: string, token: string])[] = [
        ['alg none', `${base64('{"alg":"none"}')}.${base64(JSON.stringify(PAYLOAD))}.`],
        ['alg None', `${base64('{"alg":"None"}')}.${base64(JSON.stringify(PAYLOAD))}.${signature}`],
        ['no alg', forge({}, PAYLOAD, SECRET)],
        ['other secret', forge(HS256, PAYLOAD, 'another secret')],
        ['empty secret', forge(HS256, PAYLOAD, '')],
        ['HS384', forge({ alg: 'HS384' }, PAYLOAD, SECRET, 'sha384')],
        ['HS512', forge({ alg: 'HS512' }, PAYLOAD, SECRET, 'sha512')],
        ['RS256 named, HMAC signed', forge({ alg: 'RS256' }, PAYLOAD, SECRET)],
        ['unknown critical header', forge({ ...HS256, crit: ['x'], x: 1 }, PAYLOAD, SECRET)],
        ['own key in the header', forge({ ...HS256, jwk: { kty: 'oct', k: base64('key') } }, PAYLOAD, 'key')],
        ['key id as a path', forge({ ...HS256, kid: '../../dev/null' }, PAYLOAD, '')],
        ['expired', await tokenFor('mallory', { exp: inSeconds(-61) })],
        ['long expired', await tokenFor('mallory', { exp: 1 })],
        ['expiry as text', forge(HS256, { ...PAYLOAD, exp: '9999999999' }, SECRET)],
        ['no expiry', forge(HS256, { sub: 'mallory' }, SECRET)],
        ['not yet valid', await tokenFor('mallory', { nbf: inSeconds(300) })],
        ['no subject', forge(HS256, { exp: PAYLOAD.exp }, SECRET)],
        ['empty subject', forge(HS256, { ...PAYLOAD, sub: '' }, SECRET)],
        ['subject is a number', forge(HS256, { ...PAYLOAD, sub: 7 }, SECRET)],
        ['subject is a list', forge(HS256, { ...PAYLOAD, sub: ['alice'] }, SECRET)],
        ['subject with NUL', forge(HS256, { ...PAYLOAD, sub: 'alice\0' }, SECRET)],
        ['subject with a lone surrogate', forge(HS256, `{"sub":"\\ud800","exp":${PAYLOAD.exp}}`, SECRET)],
        ['subject too long', forge(HS256, { ...PAYLOAD, sub: 'a'.repeat(256) }, SECRET)],
        ['payload is no object', forge(HS256, '[]', SECRET)],
        ['payload is no JSON', forge(HS256, 'x', SECRET)],
        ['changed payload', `${head}.${base64(JSON.stringify(PAYLOAD))}.${signature}`],
        ['no signature', `${head}.${body}.`],
        ['short signature', `${head}.${body}.${signature.slice(0, 10)}`],
        ['two parts', `${head}.${body}`],
        ['four parts', `${good}.${signature}`],
        ['padding', `${head}.${body}.${signature}=`],
        ['encrypted form', 'a.b.c.d.e'],
      ];
      const answers = new Set<string>();
      for (const [name, token] of forged) {
        const { status, body: text, challenge } = await whoami(url, `Bearer ${token}`);
        expect([status, challenge], name).toEqual([401, 'Bearer']);
        answers.add(text.replace(/[0-9a-f-]{36}/, 'id'));
      }
      for (const header of [good, `Basic ${base64('mallory:x')}`, `Bearer ${good} x`, `Token ${good}`, 'Bearer', '']) {
        const { status, body: text } = await whoami(url, header);
        expect(status, header).toBe(401);
        answers.add(text.replace(/[0-9a-f-]{36}/, 'id'));
      }
      expect(answers.size).toBe(1);
      expect((await whoami(url, `Bearer ${good}`)).status).toBe(200);
    },
  );

  verifies(
    'http:auth:anonymous',
    'that is valid names the owner; none is anonymous; an invalid one is never anonymous',
    async () => {
      const { url } = await start({ JWT_SECRET_KEY: SECRET });
      const token = await tokenFor('alice', { roles: ['admin', 7, 'x'] });
      const alice = await whoami(url, `bearer ${token}`);
      expect(JSON.parse(alice.body)).toMatchObject({ owner: 'alice', roles: ['admin', 'x'] });
      expect(JSON.parse((await whoami(url)).body)).toEqual({ owner: 'anonymous', roles: [], expiresAt: null });
      expect((await whoami(url, 'Bearer x.y.z')).status).toBe(401);
    },
  );

  test('is needed everywhere where AUTH_REQUIRED says so, open routes excepted', async () => {
    const { url } = await start({ JWT_SECRET_KEY: SECRET, AUTH_REQUIRED: 'true' });
    expect((await whoami(url)).status).toBe(401);
    expect((await fetch(`${url}/open`)).status).toBe(200);
    expect((await fetch(`${url}/missing`)).status).toBe(404);
  });

  test('is taken from the Authorization header only', async () => {
    const { url } = await start({ JWT_SECRET_KEY: SECRET, AUTH_REQUIRED: 'true' });
    const token = await tokenFor('alice');
    for (const name of ['token', 'access_token', 'authorization']) {
      expect((await fetch(`${url}/whoami?${name}=${token}`)).status).toBe(401);
      expect((await fetch(`${url}/whoami`, { headers: { cookie: `${name}=${token}` } })).status).toBe(401);
    }
  });

  test('must name the issuer and the audience that are configured', async () => {
    const { url } = await start({ JWT_SECRET_KEY: SECRET, JWT_ISSUER: 'us', JWT_AUDIENCE: 'chat' });
    const status = async (claims: Claims) => (await whoami(url, `Bearer ${await tokenFor('alice', claims)}`)).status;
    expect(await status({ iss: 'us', aud: 'chat' })).toBe(200);
    expect(await status({ iss: 'us', aud: ['other', 'chat'] })).toBe(200);
    expect(await status({ iss: 'them', aud: 'chat' })).toBe(401);
    expect(await status({ iss: 'us', aud: 'other' })).toBe(401);
    expect(await status({})).toBe(401);
  });

  verifies('http:auth:jwks', 'of a public key is checked with the published keys, and with nothing else', async () => {
    const issuer = await startIssuer();
    const { url } = await start({ JWKS_URL: issuer.url });
    for (const [alg, key] of issuer.privateKeys) {
      const token = await new SignJWT(PAYLOAD).setProtectedHeader({ alg, kid: alg }).sign(key);
      expect([alg, (await whoami(url, `Bearer ${token}`)).status]).toEqual([alg, 200]);
    }
    const stranger = await generateKeyPair('ES256');
    const foreign = await new SignJWT(PAYLOAD)
      .setProtectedHeader({ alg: 'ES256', kid: 'ES256' })
      .sign(stranger.privateKey);
    expect((await whoami(url, `Bearer ${foreign}`)).status).toBe(401);
    // The classic confusion: the public key, which everybody knows, used as an HMAC secret.
    const confused = forge({ alg: 'HS256', kid: 'RS256' }, PAYLOAD, issuer.publicPem);
    expect((await whoami(url, `Bearer ${confused}`)).status).toBe(401);
    expect((await whoami(url, `Bearer ${await tokenFor('alice')}`)).status).toBe(401);
  });
});

describe('A development token', () => {
  verifies('http:token-command', 'is minted without any configuration and accepted by the local server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parlance-token-'));
    cleanUp.push(() => rmSync(folder, { recursive: true }));
    const environment = { STORE_URL: `sqlite:${folder}/data/parlance.db` };
    const { url } = await start(environment);
    expect((await whoami(url, `Bearer ${await tokenFor('alice', {}, 'undefined')}`)).status).toBe(401);
    const options = readTokenOptions(['--user', 'alice', '--roles', 'admin,editor', '--expires', '2h']);
    if (options === null) throw new Error('The command line was not understood.');
    const token = await mintToken(loadConfig(environment), options);
    const { body } = await whoami(url, `Bearer ${token}`);
    expect(JSON.parse(body)).toMatchObject({ owner: 'alice', roles: ['admin', 'editor'] });
    const file = join(folder, 'data', 'dev-secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    expect((await whoami(url, `Bearer ${token}`)).status).toBe(401);
  });

  test('is refused where the secret is not ours to make', async () => {
    const config = loadConfig({ HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' });
    await expect(mintToken(config, { user: 'alice', roles: [], expires: '1h' })).rejects.toThrow('JWT_SECRET_KEY');
    for (const args of [[], ['--user'], ['--user', ''], ['--user', 'a', '--expires', 'soon'], ['--nobody']]) {
      expect(readTokenOptions(args)).toBeNull();
    }
  });
});

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** A server that publishes keys of several algorithms, as an identity provider does. */
async function startIssuer() {
  const privateKeys = new Map<string, KeyPair['privateKey']>();
  const keys: object[] = [];
  let publicPem = '';
  for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
    const pair = await generateKeyPair(alg, { extractable: true });
    privateKeys.set(alg, pair.privateKey);
    keys.push({ ...(await exportJWK(pair.publicKey)), alg, kid: alg, use: 'sig' });
    if (alg === 'RS256') publicPem = await exportSPKI(pair.publicKey);
  }
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The issuer has no port.');
  return { url: `http://127.0.0.1:${address.port}/keys`, privateKeys, publicPem };
}
