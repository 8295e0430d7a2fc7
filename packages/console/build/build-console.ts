import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compressFiles } from './compress.ts';

const CONSOLE = join(import.meta.dirname, '..');

/** Browsers that have `light-dark()`, which the colours are written with. */
const TARGET = ['chrome123', 'firefox120', 'safari17.5'];

/** So many pages are kept. */
const KEPT = 4;

/** What a build tells while it runs, one JSON object a line; the last one is `ready` or `failed`. */
export type BuildReport =
  | { readonly state: 'building'; readonly step: 'bundling' | 'compressing' }
  | { readonly state: 'ready'; readonly folder: string; readonly built: boolean; readonly scriptBytes: number }
  | { readonly state: 'failed'; readonly problem: string };

/** Where pages are kept. Outside of `packages`, which `npm run dev` watches. */
export const CACHE = join(CONSOLE, '../../node_modules/.cache/parlance-console');

/**
 * Builds the page into `<cache>/<name>` unless it is there, and answers with that folder. Whoever builds the same at the same time does no harm:
 * a page appears whole, under its name, or not at all. The last few are kept: another process may be serving one.
 */
export async function buildConsole(name: string, cache: string, report: (line: BuildReport) => void): Promise<string> {
  const folder = join(cache, name);
  if (existsSync(join(folder, 'index.html'))) {
    report({ state: 'ready', folder, built: false, scriptBytes: 0 });
    return folder;
  }
  report({ state: 'building', step: 'bundling' });
  const unfinished = join(cache, `${name}.${process.pid}`);
  mkdirSync(unfinished, { recursive: true });
  try {
    await bundle(unfinished);
    report({ state: 'building', step: 'compressing' });
    const scriptBytes = await compressFiles(unfinished);
    moveTo(unfinished, folder);
    for (const old of olderPages(cache)) rmSync(join(cache, old), { recursive: true, force: true });
    report({ state: 'ready', folder, built: true, scriptBytes });
    return folder;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function bundle(outDir: string): Promise<void> {
  // Loaded only where there is something to build: it takes longer than everything else here.
  const { build } = await import('vite');
  const before = process.env['NODE_ENV'];
  // Whoever builds, a test too, makes the same page: in another environment React would bring what only developers need.
  process.env['NODE_ENV'] = 'production';
  await build({
    root: CONSOLE,
    configFile: false,
    logLevel: 'silent',
    resolve: {
      alias: {
        // 16 KB of names for characters that nobody writes by name; what it needs to do is in that file.
        entities: join(CONSOLE, 'src/markdown/entities.ts'),
        // Names of hosts stay in the letters that are looked up: a likeness of another name would not be seen.
        'punycode.js': join(CONSOLE, 'src/markdown/host-names.ts'),
      },
    },
    build: {
      outDir,
      emptyOutDir: true,
      target: TARGET,
      // The policy of the page allows no `data:` addresses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  }).finally(() => {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  });
}

/** Pages beyond those that are kept, by when they were built. */
function olderPages(cache: string): readonly string[] {
  return readdirSync(cache)
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    .map((name) => ({ name, builtAt: statSync(join(cache, name)).mtimeMs }))
    .toSorted((one, other) => other.builtAt - one.builtAt)
    .slice(KEPT)
    .map(({ name }) => name);
}

function moveTo(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Somebody else was quicker, with the same result.
    if (!existsSync(join(folder, 'index.html'))) throw error;
  }
}
