import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from './config-error.ts';

/**
 * The secret of tokens on a machine where nobody configured one; null while nobody minted a token.
 * Throws `ConfigError` where others could have read or written the file.
 */
export function readDevelopmentSecret(path: string): string | null {
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new ConfigError('JWT_SECRET_KEY', `is unset and ${path} is open to other users: delete it`);
    }
    return readFileSync(path, 'utf8').trim() || null;
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** As `readDevelopmentSecret`, and makes the secret where there is none. */
export function ensureDevelopmentSecret(path: string): string {
  const existing = readDevelopmentSecret(path);
  if (existing !== null) return existing;
  mkdirSync(dirname(path), { recursive: true });
  const secret = randomBytes(32).toString('base64url');
  try {
    // Exclusive: of two processes that find no file, one writes, and the other reads what that one wrote.
    writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    return secret;
  } catch (error) {
    if (!isErrorWithCode(error, 'EEXIST')) throw error;
    return ensureDevelopmentSecret(path);
  }
}

function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
