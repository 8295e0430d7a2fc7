import type { JWTPayload } from 'jose';
import { ANONYMOUS, type Identity } from './identity.ts';
import { parseStrictJson } from './json-body.ts';

/** The scheme is compared without case (RFC 9110 §11.1); there is one token and nothing after it. */
const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

/** Other documents that issuers sign (ID of a log-out, proof of possession, security events) open nothing here. */
const TYPES: ReadonlySet<string> = new Set(['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);

/** The end of the year 9999: what lies beyond is a mistake of units, or an expiry that is none. */
const LAST_SECOND = 253_402_300_799;

/** The token of an `Authorization` header, as it stands there; null where there is not exactly one. */
export function bearerToken(authorization: string): string | null {
  return BEARER.exec(authorization)?.[1] ?? null;
}

/** The algorithm that a token names. Throws for a header that two readers could read in two ways. */
export function algorithmOf(token: string): string {
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = decodePart(head);
  // The spelling of the other parts matters too: one token must not have several texts.
  decodeBase64(body);
  decodeBase64(signature);
  if (!isObject(header) || typeof header.alg !== 'string') throw new Error('The header names no algorithm.');
  const { typ } = header;
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.has(typ.toLowerCase()))) {
    throw new Error('The token is of another type.');
  }
  return header.alg;
}

/**
 * Whom a token names whose signature is right. Throws for claims that jose lets pass: written twice, not UTF-8, an
 * expiry that is no whole second or beyond all time, issued in the future, a subject that cannot be an owner.
 */
export function identityOf(token: string, payload: JWTPayload, latestIssue: number): Identity {
  decodePart(token.split('.')[1] ?? '');
  const { sub, exp, iat, roles } = payload;
  if (typeof exp !== 'number' || !Number.isInteger(exp) || exp < 0 || exp > LAST_SECOND) {
    throw new Error('The expiry is no moment.');
  }
  if (iat !== undefined && !(typeof iat === 'number' && iat >= 0 && iat <= latestIssue)) {
    throw new Error('The token was issued in the future.');
  }
  if (typeof sub !== 'string' || !isOwnerName(sub)) throw new Error('The subject cannot be an owner.');
  return { owner: sub, roles: roleNames(roles), expiresAt: exp * 1_000 };
}

/**
 * Owners are stored and compared as they are, so nothing that a store would change may be in them. The owner of
 * requests without a token can be nobody in particular.
 */
function isOwnerName(sub: string): boolean {
  return (
    sub.length >= 1 &&
    sub.length <= 255 &&
    sub.isWellFormed() &&
    !/[\p{Cc}\u2028\u2029]/u.test(sub) &&
    sub !== ANONYMOUS.owner
  );
}

function roleNames(claim: unknown): readonly string[] {
  return Array.isArray(claim) ? claim.filter((role) => typeof role === 'string') : [];
}

function decodePart(part: string): unknown {
  return parseStrictJson(decodeBase64(part));
}

/** Throws for a spelling that an encoder would not have chosen, such as set bits after the last byte. */
function decodeBase64(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new Error('The token is not in its one spelling.');
  return bytes;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
