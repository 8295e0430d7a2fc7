import { createSecretKey } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import type { Config } from '../config.ts';
import { readDevelopmentSecret } from '../config/development-secret.ts';
import type { Clock } from '../ports/clock.ts';
import { plainError } from './failure.ts';
import { ANONYMOUS, type Identity } from './identity.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** Clocks of issuer and server may differ by this much, seconds. */
const LEEWAY_SECONDS = 30;
const PUBLIC_KEY_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'];
const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

export interface Authenticator {
  /**
   * Who holds this `Authorization` header. No header is `anonymous` where that is allowed. Rejects with
   * `unauthenticated`, in the same words whatever is wrong: a token that is not valid never becomes anonymous.
   */
  identify(authorization: string | undefined): Promise<Identity>;
}

export type AuthConfig = Pick<
  Config,
  'access' | 'jwtSecretKey' | 'jwksUrl' | 'jwtIssuer' | 'jwtAudience' | 'developmentSecretPath'
>;

type Verify = (token: string, options: JWTVerifyOptions) => Promise<{ payload: JWTPayload }>;

export function createAuthenticator(config: AuthConfig, clock: Clock): Authenticator {
  const bySecret = secretVerifier(config);
  const byPublicKey = publicKeyVerifier(config);
  const verified = new VerifiedTokens(clock);
  const verify: Verify = (token, options) =>
    decodeProtectedHeader(token).alg === 'HS256' ? bySecret(token, options) : byPublicKey(token, options);
  return {
    async identify(authorization) {
      if (authorization === undefined) {
        if (config.access.allowAnonymous) return ANONYMOUS;
        throw plainError('unauthenticated');
      }
      const token = BEARER.exec(authorization)?.[1];
      if (token === undefined) throw plainError('unauthenticated');
      try {
        const look = async (): Promise<Identity> => {
          const { payload } = await verify(token, verifyOptions(config, clock));
          return identityOf(payload);
        };
        // The development secret may be removed or made anew while the server runs.
        return await (config.access.usesDevelopmentSecret ? look() : verified.identify(token, look));
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
    request.identity = await authenticator.identify(request.headers.authorization);
  });
}

/** The secret is looked up at each use where it is the development secret: it may not exist before the first token. */
function secretVerifier(config: AuthConfig): Verify {
  const fixed = config.jwtSecretKey === null ? null : secretKey(config.jwtSecretKey);
  return async (token, options) => {
    const key = fixed ?? developmentKey(config);
    if (key === null) throw new Error('No secret is configured.');
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

function publicKeyVerifier(config: AuthConfig): Verify {
  if (config.jwksUrl === null) return () => Promise.reject(new Error('No public keys are configured.'));
  const keys = createRemoteJWKSet(new URL(config.jwksUrl), { timeoutDuration: 3_000 });
  return (token, options) => jwtVerify(token, keys, { ...options, algorithms: PUBLIC_KEY_ALGORITHMS });
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

function identityOf({ sub, exp, roles }: JWTPayload): Identity {
  if (typeof sub !== 'string' || !isOwnerName(sub)) throw new Error('The subject cannot be an owner.');
  if (exp === undefined) throw new Error('The token does not expire.');
  return { owner: sub, roles: roleNames(roles), expiresAt: exp * 1_000 };
}

/** Owners are stored and compared as they are, so nothing that a store would change may be in them. */
function isOwnerName(sub: string): boolean {
  return sub.length >= 1 && sub.length <= 255 && sub.isWellFormed() && !/[\0-\x1f\x7f]/.test(sub);
}

function roleNames(claim: unknown): readonly string[] {
  return Array.isArray(claim) ? claim.filter((role) => typeof role === 'string') : [];
}
