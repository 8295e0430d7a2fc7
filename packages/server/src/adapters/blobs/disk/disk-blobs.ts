import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BlobsUnavailable, checkBlobKey, type Blobs } from '../../../ports/blobs.ts';

/** Names of files that are being written; no key begins so. */
const PARTIAL = '.part-';

/**
 * Blobs as files of one folder, in a folder for each first two characters of their names. A file has its name only when
 * all of it is on the disk. Files that a dead process left half are removed here: nobody else may use the folder.
 */
export async function openDiskBlobs(folder: string): Promise<Blobs> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (name.startsWith(PARTIAL)) await rm(join(folder, name), { force: true });
  }
  const pathOf = (key: string): string => {
    checkBlobKey(key);
    return join(folder, key.slice(0, 2).padEnd(2, '_').toLowerCase(), key);
  };
  return {
    put: async (key, content, length) => {
      const path = pathOf(key);
      const partial = join(folder, `${PARTIAL}${randomUUID()}`);
      try {
        await write(partial, content, length);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await rename(partial, path);
        await syncFolder(dirname(path));
      } catch (error) {
        await rm(partial, { force: true });
        throw isDiskFailure(error) ? new BlobsUnavailable('The disk took no file.', { cause: error }) : error;
      }
    },
    get: async (key) => {
      try {
        const file = await open(pathOf(key), 'r');
        return createReadStream('', { fd: file });
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null;
        throw isDiskFailure(error) ? new BlobsUnavailable('The disk gave no file.', { cause: error }) : error;
      }
    },
    delete: async (key) => rm(pathOf(key), { force: true }),
  };
}

async function write(path: string, content: AsyncIterable<Uint8Array>, length: number): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  let written = 0;
  for await (const bytes of content) {
    written += bytes.length;
    if (written > length) break;
    await file.writeFile(bytes);
  }
  if (written !== length) throw new RangeError(`The blob has ${written} bytes or more, and not ${length}.`);
  await file.sync();
}

/** A name is safe only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r');
  await folder.sync();
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function isDiskFailure(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
