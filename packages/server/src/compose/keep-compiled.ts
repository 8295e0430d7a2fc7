import { constants, enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Beside what npm has installed, so that whoever may write it may change the program anyway. */
const FOLDER = new URL('../../../../node_modules/.cache/parlance/', import.meta.url);

/**
 * Keeps what the sources are compiled to, which Node checks against them: the next start is quicker, and no thread has to
 * load the compiler of TypeScript again, which takes some 12 MB in each. A folder that cannot be written changes nothing.
 * `NODE_COMPILE_CACHE` and `NODE_DISABLE_COMPILE_CACHE` are Node's own, and go first.
 */
export function keepCompiled(): void {
  if (process.env['NODE_COMPILE_CACHE'] !== undefined) return;
  const folder = fileURLToPath(FOLDER);
  const { status } = enableCompileCache(folder);
  // Threads look for it in the environment.
  if (status === constants.compileCacheStatus.ENABLED) process.env['NODE_COMPILE_CACHE'] = folder;
}
