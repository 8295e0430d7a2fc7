import { opendir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { ItemRefused, SourceUnavailable, type DocumentSource, type SourceItem } from '../../ports/document-sources.ts';

const MAX_FILES = 100_000;
const MAX_DEPTH = 32;

/** The files of a folder and the folders in it. Hidden ones are left out, and symbolic links are never followed. */
export function createFolderSource(folder: string): DocumentSource {
  const root = resolve(folder);
  return {
    name: `folder:${root}`,
    place: basename(root),
    list: async (signal) => {
      const items: SourceItem[] = [];
      try {
        await walk(root, 0, items, root, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof SourceUnavailable) throw error;
        throw new SourceUnavailable(`The folder ${root} cannot be read.`, { cause: error });
      }
      return items.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    open: async (item) => ({ file: await fileWithin(root, item.key), [Symbol.asyncDispose]: async () => undefined }),
  };
}

async function walk(
  folder: string,
  depth: number,
  items: SourceItem[],
  root: string,
  signal: AbortSignal,
): Promise<void> {
  for await (const entry of await opendir(folder)) {
    signal.throwIfAborted();
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < MAX_DEPTH) await walk(path, depth + 1, items, root, signal);
    else if (entry.isFile()) {
      if (items.length === MAX_FILES) throw new SourceUnavailable(`The folder holds more than ${MAX_FILES} files.`);
      const item = await itemOf(path, root);
      if (item !== null) items.push(item);
    }
  }
}

/** Null where the file has gone since the folder was read. */
async function itemOf(path: string, root: string): Promise<SourceItem | null> {
  const found = await stat(path, { bigint: true }).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (found === null) return null;
  const key = relative(root, path).split(sep).join('/');
  return { key, name: basename(path), stamp: `${found.size}-${found.mtimeNs}-${found.ino}`, bytes: Number(found.size) };
}

/** The path of a file of the folder. Somebody may have put a link in the place of a folder since it was listed. */
async function fileWithin(root: string, key: string): Promise<string> {
  try {
    const [realRoot, real] = await Promise.all([realpath(root), realpath(join(root, key))]);
    if (real === join(realRoot, key)) return real;
  } catch (error) {
    throw new ItemRefused('The file cannot be opened.', { cause: error });
  }
  throw new ItemRefused('The file is not inside the folder.');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
