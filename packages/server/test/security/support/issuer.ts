import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { base64 } from '../../http/support/tokens.ts';

export const STRONG_SECRET = 'the secret of the tests is longer than thirty-two bytes';

/** A private key and its public half as an issuer publishes it. */
export interface SigningKey {
  readonly alg: 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicPem: string;
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** `bits` matters to RSA only. */
export function makeKey(alg: SigningKey['alg'], kid: string = alg, bits = 2_048): SigningKey {
  const { privateKey, publicKey } = keyPair(alg, bits);
  const jwk = { ...publicKey.export({ format: 'jwk' }), alg, kid, use: 'sig' };
  return { alg, kid, privateKey, publicPem: String(publicKey.export({ format: 'pem', type: 'spki' })), jwk };
}

function keyPair(alg: SigningKey['alg'], bits: number) {
  if (alg === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (alg === 'ES384') return generateKeyPairSync('ec', { namedCurve: 'P-384' });
  if (alg === 'EdDSA') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: bits });
}

/** Signs as the algorithm of the key says, whatever a header claims. */
export function signWith(key: SigningKey, input: string): string {
  const data = Buffer.from(input);
  if (key.alg === 'EdDSA') return sign(null, data, key.privateKey).toString('base64url');
  const digest = key.alg === 'ES384' ? 'sha384' : 'sha256';
  if (key.alg.startsWith('ES')) {
    return sign(digest, data, { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  }
  const padding = key.alg === 'PS256' ? { padding: 6, saltLength: 32 } : {};
  return sign(digest, data, { key: key.privateKey, ...padding }).toString('base64url');
}

export function signWithSecret(secret: string, input: string, hash = 'sha256'): string {
  return createHmac(hash, secret).update(input).digest('base64url');
}

/** A token of any header and payload, given as values or as their exact bytes. */
export function makeToken(
  header: object | string,
  payload: object | string | Buffer,
  signature: (input: string) => string,
): string {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const body = Buffer.isBuffer(payload)
    ? payload.toString('base64url')
    : base64(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const input = `${base64(text)}.${body}`;
  return `${input}.${signature(input)}`;
}

export type Publish = (request: IncomingMessage, response: ServerResponse) => void;

/** The address where an issuer publishes its keys, which does what a test says. */
export interface KeyServer extends AsyncDisposable {
  readonly url: string;
  /** Requests so far. */
  readonly requests: () => number;
  /** From now on these keys. */
  publish(...keys: readonly SigningKey[]): void;
  /** From now on whatever this does. */
  answer(publish: Publish): void;
  /** Resolves with the number of requests as soon as it is `count` or more. */
  asked(count: number): Promise<number>;
}

export async function startKeyServer(...first: readonly SigningKey[]): Promise<KeyServer> {
  let requests = 0;
  let answer: Publish = keysOf(first);
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The issuer has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/keys`,
    requests: () => requests,
    publish: (...keys) => {
      answer = keysOf(keys);
    },
    answer: (publish) => {
      answer = publish;
    },
    asked: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (requests < count) return;
          waiting.delete(look);
          resolve(requests);
        };
        waiting.add(look);
        look();
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function keysOf(keys: readonly SigningKey[]): Publish {
  const body = JSON.stringify({ keys: keys.map(({ jwk }) => jwk) });
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  };
}
