import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of the built page, in every encoding that it has. */
export interface BuiltFile {
  readonly contentType: string;
  readonly etag: string;
  /** True where the name changes with the content, so that a browser need never ask again. */
  readonly immutable: boolean;
  readonly identity: Buffer;
  readonly br: Buffer | null;
  readonly gzip: Buffer | null;
}

/** The built page: its files by their path below the root, such as `assets/index-B1c2.js`. */
export type BuiltPage = ReadonlyMap<string, BuiltFile>;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
};

/**
 * Reads the built page into memory: it is small, and what is served is then exactly what was read, whatever becomes of
 * the folder. That is `index.html` and what of `assets/` is of a type that pages need. Rejects where there is no page.
 */
export async function readBuiltPage(folder: string): Promise<BuiltPage> {
  const assets = await readdir(join(folder, 'assets')).catch(() => []);
  const paths = ['index.html', ...assets.map((name) => `assets/${name}`)];
  const known = new Set(paths);
  const page = new Map<string, BuiltFile>();
  for (const path of paths) {
    const contentType = CONTENT_TYPES[path.slice(path.lastIndexOf('.') + 1)];
    if (contentType === undefined) continue;
    const read = async (suffix: string): Promise<Buffer | null> =>
      known.has(path + suffix) ? await readFile(join(folder, path + suffix)) : null;
    const identity = await readFile(join(folder, path)).catch((error: unknown) => {
      throw new Error(`There is no ${path} in ${folder}.`, { cause: error });
    });
    const etag = `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`;
    const immutable = path.startsWith('assets/');
    page.set(path, { contentType, etag, immutable, identity, br: await read('.br'), gzip: await read('.gz') });
  }
  return page;
}
