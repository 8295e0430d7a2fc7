import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaError } from '../../ports/media.ts';

/** Bytes at the beginning of a file that tell what it is: in a photo, its size stands behind colours and previews. */
const HEAD_BYTES = 1_048_576;

/** A file on its way in. It is gone when it is disposed of. */
export interface Spooled extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  head(): Promise<Uint8Array>;
  content(): AsyncIterable<Uint8Array>;
}

export interface Spool {
  /** Writes all of `content` to a new file, at most `maxBytes`; where that fails, nothing is left of it. */
  take(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Spooled>;
}

/** Files on their way in, in a folder of their own. What a dead process left there is removed. */
export async function openSpool(folder: string): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
  return {
    take: async (content, maxBytes) => {
      const path = join(folder, randomUUID());
      try {
        return spooled(path, await write(path, content, maxBytes));
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
  };
}

async function write(
  path: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Pick<Spooled, 'bytes' | 'hash'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  await using file = await open(path, 'wx', 0o600);
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  return { bytes, hash: hash.digest('hex') };
}

function spooled(path: string, { bytes, hash }: Pick<Spooled, 'bytes' | 'hash'>): Spooled {
  return {
    path,
    bytes,
    hash,
    head: async () => {
      await using file = await open(path, 'r');
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(bytes, HEAD_BYTES)), 0);
      return buffer.subarray(0, bytesRead);
    },
    content: () => createReadStream(path),
    [Symbol.asyncDispose]: () => rm(path, { force: true }),
  };
}

export function tooLarge(maxBytes: number): MediaError {
  return new MediaError('too_large', `The file has more than ${(maxBytes / 1_048_576).toFixed(0)} MB.`);
}
