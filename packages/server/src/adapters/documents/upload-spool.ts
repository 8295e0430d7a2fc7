import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ItemRefused, type NewUpload, type Upload, type UploadSpool } from '../../ports/document-sources.ts';
import { StoreUnavailable } from '../../ports/store.ts';

const ID = /^[0-9a-f-]{36}$/;

const schema = z.strictObject({
  id: z.string().regex(ID),
  owner: z.string(),
  name: z.string(),
  createdAt: z.number(),
  bytes: z.number(),
  problem: z.string().nullable(),
});

/**
 * Uploads in a folder: the bytes under the id, and what is known of them in a file of JSON beside, which is written
 * last. Names that users give never become names of files.
 */
export function createUploadSpool(folder: string): UploadSpool {
  const bytesOf = (id: string): string => join(folder, checked(id));
  const noteOf = (id: string): string => join(folder, `${checked(id)}.json`);
  const write = async (upload: Upload): Promise<Upload> => {
    const draft = `${noteOf(upload.id)}.new`;
    await writeDurably(draft, [Buffer.from(JSON.stringify(upload))], Number.POSITIVE_INFINITY);
    await rename(draft, noteOf(upload.id));
    await syncFolder(folder);
    return upload;
  };
  const remove = async (id: string): Promise<void> => {
    // The note last: while it is there, somebody knows that there are bytes.
    for (const file of [bytesOf(id), `${noteOf(id)}.new`, noteOf(id)]) await rm(file, { force: true });
  };
  return {
    keep: async (upload: NewUpload, content, maxBytes) => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const bytes = await writeDurably(bytesOf(upload.id), content, maxBytes);
        return await write({ ...upload, bytes, problem: null });
      } catch (error) {
        await remove(upload.id).catch(() => undefined);
        throw failureOf(error);
      }
    },
    all: () => readAll(folder),
    fileOf: ({ id }) => bytesOf(id),
    fail: async (upload, problem) => {
      const failed = await write({ ...upload, problem });
      await rm(bytesOf(upload.id), { force: true });
      return failed;
    },
    remove,
  };
}

/** Every upload with a note; what has none was never acknowledged, and goes. */
async function readAll(folder: string): Promise<readonly Upload[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  const notes = new Set(names.filter((name) => name.endsWith('.json')));
  const uploads: Upload[] = [];
  for (const name of names) {
    if (notes.has(name)) uploads.push(schema.parse(JSON.parse(await readFile(join(folder, name), 'utf8'))));
    else if (!notes.has(`${name}.json`)) await rm(join(folder, name), { force: true });
  }
  return uploads.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** Resolves with the number of bytes, when all are on the disk. */
async function writeDurably(
  file: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<number> {
  await using handle = await open(file, 'w', 0o600);
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new ItemRefused(`It is larger than ${maxBytes} bytes.`);
    await handle.writeFile(chunk);
  }
  await handle.sync();
  return bytes;
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

function checked(id: string): string {
  if (!ID.test(id)) throw new TypeError('This is no id of an upload.');
  return id;
}

function failureOf(error: unknown): unknown {
  const isFull = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
  return isFull ? new StoreUnavailable('There is no space for uploads.', { kind: 'full', cause: error }) : error;
}
