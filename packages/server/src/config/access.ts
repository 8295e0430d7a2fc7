import { ConfigError } from './config-error.ts';
import type { Values } from './variables.ts';

/** Who may come in, derived from several variables at once. Source: DESIGN.md §7, CONTRACT.md §1. */
export interface Access {
  readonly isLoopback: boolean;
  /** Requests without a token belong to the owner `anonymous`; otherwise they are refused. */
  readonly allowAnonymous: boolean;
  /** Tokens are checked with the secret kept beside the data, because none is configured and the host is loopback. */
  readonly usesDevelopmentSecret: boolean;
}

/** RFC 7518 §3.2: a key of HS256 has at least the 256 bits of its hash; a shorter one can be guessed offline. */
const SECRET_BYTES = 32;

export function deriveAccess(values: Values): Access {
  const isLoopback = isLoopbackHost(values.host);
  const hasKeys = values.jwtSecretKey !== null || values.jwksUrl !== null;
  if (values.authRequired === true && values.allowAnonymous) {
    throw new ConfigError('ALLOW_ANONYMOUS', 'contradicts AUTH_REQUIRED=true: set one of them');
  }
  if (isLoopback) {
    return { isLoopback, allowAnonymous: values.authRequired !== true, usesDevelopmentSecret: !hasKeys };
  }
  if (!hasKeys && !values.allowAnonymous) {
    throw new ConfigError(
      'HOST',
      `"${values.host}" can be reached from other machines: set JWT_SECRET_KEY or JWKS_URL, or ALLOW_ANONYMOUS=true to serve everybody`,
    );
  }
  if (hasShortSecret(values)) {
    throw new ConfigError(
      'JWT_SECRET_KEY',
      `must have at least ${SECRET_BYTES} bytes on a host other than loopback: make one with "openssl rand -base64 32"`,
    );
  }
  if (values.authRequired === false && !values.allowAnonymous) {
    throw new ConfigError('AUTH_REQUIRED', 'false needs ALLOW_ANONYMOUS=true on a host other than loopback');
  }
  return { isLoopback, allowAnonymous: values.allowAnonymous, usesDevelopmentSecret: false };
}

/** True where whoever sees one token can find the secret by trying, and then be anybody. */
export function hasShortSecret({ jwtSecretKey }: Pick<Values, 'jwtSecretKey'>): boolean {
  return jwtSecretKey !== null && Buffer.byteLength(jwtSecretKey) < SECRET_BYTES;
}

/** True for names and addresses that no other machine can reach. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}
