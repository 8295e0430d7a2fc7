import { createSecretKey } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { JWTPayload, JWTVerifyOptions } from 'jose';
import type { Config } from '../config.ts';
import { readDevelopmentSecret } from '../config/development-secret.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { PublishedKeysOptions } from './auth-keys.ts';
import { algorithmOf, bearerToken, identityOf } from './auth-token.ts';
import { plainError } from './failure.ts';
import { ANONYMOUS, type Identity } from './identity.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** Clocks of issuer and server may differ by this much, seconds. */
const LEEWAY_SECONDS = 30;
const PUBLIC_KEY_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'];

export interface Authenticator {
  /**
   * Who holds this `Authorization` header. No header is `anonymous` where that is allowed. Rejects with
   * `unauthenticated`, in the same words whatever is wrong: a token that is not valid never becomes anonymous.
   */
  identify(authorization: string | undefined): Promise<Identity>;
  /** Believes nobody any longer without looking: something was revoked. */
  forget(): void;
}

export type AuthConfig = Pick<
  Config,
  'access' | 'jwtSecretKey' | 'jwksUrl' | 'jwtIssuer' | 'jwtAudience' | 'developmentSecretPath'
>;

type Verify = (token: string, options: JWTVerifyOptions) => Promise<{ payload: JWTPayload }>;

/** What is asked of the store: from when on an owner's tokens count. */
export type TokensCountFrom = (owner: string) => Promise<number | null>;

export function createAuthenticator(
  config: AuthConfig,
  clock: Clock,
  log: Logger,
  countFrom: TokensCountFrom,
): Authenticator {
  const bySecret = secretVerifier(config);
  const byPublicKey = publicKeyVerifier(config, clock, log);
  const verified = new VerifiedTokens(clock);
  const look = async (token: string): Promise<Identity> => {
    const verify = algorithmOf(token) === 'HS256' ? bySecret : byPublicKey;
    const { payload } = await verify(token, verifyOptions(config, clock));
    const identity = identityOf(token, payload, clock.now() / 1_000 + LEEWAY_SECONDS);
    const since = await countFrom(identity.owner);
    if (since !== null && (payload.iat ?? 0) * 1_000 < since) throw new Error('The token was revoked.');
    return identity;
  };
  return {
    forget: () => verified.clear(),
    async identify(authorization) {
      if (authorization === undefined) {
        if (config.access.allowAnonymous) return ANONYMOUS;
        throw plainError('unauthenticated');
      }
      const token = bearerToken(authorization);
      if (token === null) throw plainError('unauthenticated');
      try {
        // The development secret may be removed or made anew while the server runs.
        if (config.access.usesDevelopmentSecret) return await look(token);
        return await verified.identify(token, () => look(token));
      } catch (error) {
        throw plainError('unauthenticated', { cause: error });
      }
    },
  };
}

/** Makes every route of this instance, except `open` ones, know its caller before the body is read. */
export function requireIdentity(app: FastifyInstance, authenticator: Authenticator): void {
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.open === true || request.is404) return;
    if (namesTwoCallers(request)) throw plainError('unauthenticated');
    request.identity = await authenticator.identify(request.headers.authorization);
  });
}

/** Node keeps the first of two `Authorization` headers; a proxy may have looked at the second. */
function namesTwoCallers({ headers, raw }: FastifyRequest): boolean {
  if (headers.authorization === undefined) return false;
  let count = 0;
  for (let index = 0; index < raw.rawHeaders.length; index += 2) {
    if (raw.rawHeaders[index]?.toLowerCase() === 'authorization') count += 1;
  }
  return count > 1;
}

/** The secret is looked up at each use where it is the development secret: it may not exist before the first token. */
function secretVerifier(config: AuthConfig): Verify {
  const fixed = config.jwtSecretKey === null ? null : secretKey(config.jwtSecretKey);
  // At start where tokens are expected, else with the first one: on a machine of one's own mostly nobody sends any.
  const loading = fixed === null ? null : import('jose');
  return async (token, options) => {
    const key = fixed ?? developmentKey(config);
    if (key === null) throw new Error('No secret is configured.');
    const { jwtVerify } = await (loading ?? import('jose'));
    return await jwtVerify(token, key, { ...options, algorithms: ['HS256'] });
  };
}

function developmentKey(config: AuthConfig): ReturnType<typeof secretKey> | null {
  if (!config.access.usesDevelopmentSecret) return null;
  const secret = readDevelopmentSecret(config.developmentSecretPath);
  return secret === null ? null : secretKey(secret);
}

function secretKey(text: string): ReturnType<typeof createSecretKey> {
  return createSecretKey(text, 'utf8');
}

function publicKeyVerifier({ jwksUrl }: AuthConfig, clock: Clock, log: Logger): Verify {
  if (jwksUrl === null) return () => Promise.reject(new Error('No public keys are configured.'));
  const onFailure = (error: unknown): void => log.warning('jwks_unavailable', { error });
  const loading = loadPublicKeys({ url: jwksUrl, clock, onFailure });
  return async (token, options) => {
    const { jwtVerify, keyFor } = await loading;
    return await jwtVerify(token, keyFor, { ...options, algorithms: PUBLIC_KEY_ALGORITHMS });
  };
}

async function loadPublicKeys(options: PublishedKeysOptions) {
  const [{ jwtVerify }, { PublishedKeys }] = await Promise.all([import('jose'), import('./auth-keys.ts')]);
  return { jwtVerify, keyFor: new PublishedKeys(options).keyFor };
}

function verifyOptions(config: AuthConfig, clock: Clock): JWTVerifyOptions {
  return {
    clockTolerance: LEEWAY_SECONDS,
    currentDate: new Date(clock.now()),
    requiredClaims: ['sub', 'exp'],
    ...(config.jwtIssuer === null ? {} : { issuer: config.jwtIssuer }),
    ...(config.jwtAudience === null ? {} : { audience: config.jwtAudience }),
  };
}
