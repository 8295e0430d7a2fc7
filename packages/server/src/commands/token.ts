import { createSecretKey } from 'node:crypto';
import { parseArgs } from 'node:util';
import { SignJWT } from 'jose';
import { ConfigError, loadConfig, type Config } from '../config.ts';
import { ensureDevelopmentSecret } from '../config/development-secret.ts';

const USAGE = 'Usage: npm run token -- --user <name> [--roles admin,…] [--expires 1h]';
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

/** Prints a token for `--user`, made with the configured secret or the one kept beside the data. */
export async function mintToken(config: Config, options: TokenOptions): Promise<string> {
  const { jwtSecretKey, jwtIssuer, jwtAudience, access, developmentSecretPath } = config;
  if (jwtSecretKey === null && !access.usesDevelopmentSecret) {
    throw new ConfigError('JWT_SECRET_KEY', 'is needed to make a token for this configuration');
  }
  const secret = jwtSecretKey ?? ensureDevelopmentSecret(developmentSecretPath);
  const token = new SignJWT({ roles: [...options.roles] })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(options.user)
    .setIssuedAt()
    .setExpirationTime(options.expires);
  if (jwtIssuer !== null) token.setIssuer(jwtIssuer);
  if (jwtAudience !== null) token.setAudience(jwtAudience);
  return await token.sign(createSecretKey(secret, 'utf8'));
}

export interface TokenOptions {
  readonly user: string;
  readonly roles: readonly string[];
  /** A duration such as `1h`, `30 minutes`, `7d`. */
  readonly expires: string;
}

/** Reads the command line; null where it cannot be understood. */
export function readTokenOptions(args: readonly string[]): TokenOptions | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        user: { type: 'string' },
        roles: { type: 'string', default: '' },
        expires: { type: 'string', default: '1h' },
      },
    });
    if (values.user === undefined || values.user === '' || !/^\d{1,6} ?[a-z]+$/.test(values.expires)) return null;
    const roles = values.roles.split(',').filter((role) => role !== '');
    return { user: values.user, roles, expires: values.expires };
  } catch {
    return null;
  }
}

async function main(): Promise<void> {
  const options = readTokenOptions(process.argv.slice(2));
  if (options === null) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = EXIT_USAGE;
    return;
  }
  try {
    process.stdout.write(`${await mintToken(loadConfig(), options)}\n`);
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT_CONFIG;
  }
}

if (import.meta.main) await main();
