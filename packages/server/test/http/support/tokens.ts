import { createHmac, createSecretKey } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';

export const SECRET = 'a secret of the tests, 32 bytes or more';

export type Claims = Pick<JWTPayload, 'exp' | 'nbf' | 'iss' | 'aud'> & { readonly roles?: readonly unknown[] };

export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1_000) + seconds;
}

/** A token as an honest issuer makes it. */
export async function tokenFor(user: string, claims: Claims = {}, secret: string = SECRET): Promise<string> {
  return await new SignJWT({ sub: user, exp: inSeconds(3_600), ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(createSecretKey(secret, 'utf8'));
}

/** A token with any header and payload, signed by HMAC with any key, as a forger makes it. */
export function forge(header: object, payload: object | string, key: string, hash = 'sha256'): string {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const input = `${base64(JSON.stringify(header))}.${base64(text)}`;
  return `${input}.${createHmac(hash, key).update(input).digest('base64url')}`;
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64url');
}
