import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The process environment over the `.env` file: what was exported for one start wins over what is written down.
 * A missing file is the normal case.
 */
export function readEnvironment(path = '.env', environment: Environment = process.env): Environment {
  return { ...parseEnv(readOptional(path)), ...environment };
}

function readOptional(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
