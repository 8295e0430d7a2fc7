// JavaScript, alone among the sources: for a file in TypeScript Node would load that compiler before the cache can be on,
// which takes every start 18 MB and a tenth of its time.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

/** `sysexits.h`: the configuration, or the place it points to, cannot be used. */
const EXIT_CONFIG = 78;
const OLDEST_NODE = 24;
/** Beside what npm has installed, so that whoever may write it may change the program anyway. */
const FOLDER = new URL('../../../node_modules/.cache/parlance/', import.meta.url);

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(
    `Parlance needs Node ${OLDEST_NODE} or newer; this is ${process.version}. Start it with "npm start".\n`,
  );
  process.exit(EXIT_CONFIG);
}
keepCompiled();
await import('./main.ts');

/**
 * Keeps what the sources are compiled to, which Node checks against them: the next start is quicker, and no thread has to
 * load the compiler of TypeScript again, which takes some 12 MB in each. A folder that cannot be written changes nothing.
 * `NODE_COMPILE_CACHE` and `NODE_DISABLE_COMPILE_CACHE` are Node's own, and go first.
 */
function keepCompiled() {
  if (process.env['NODE_COMPILE_CACHE'] !== undefined) return;
  const folder = fileURLToPath(FOLDER);
  const { status } = module.enableCompileCache(folder);
  // Threads look for it in the environment.
  if (status === module.constants.compileCacheStatus.ENABLED) process.env['NODE_COMPILE_CACHE'] = folder;
}
