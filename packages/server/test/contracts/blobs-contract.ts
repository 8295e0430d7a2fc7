import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { Blobs } from '../../src/ports/blobs.ts';

export interface BlobsSubject extends AsyncDisposable {
  readonly blobs: Blobs;
  /** Names of all that is kept, half-written files included. */
  readonly kept: () => Promise<readonly string[]>;
}

const MB = 1_048_576;
/** Much more than may be on its way at once. */
const LARGE = 64 * MB;

setFlagsFromString('--expose-gc');
// What the flag adds.
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of all buffers that something still holds. */
function buffersInUse(): number {
  collectGarbage();
  // The first may leave buffers to a thread that frees them meanwhile; the second waits for it.
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

async function* chunks(...parts: readonly (Buffer | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield part;
  }
}

async function read(blobs: Blobs, key: string): Promise<Buffer | null> {
  const content = await blobs.get(key);
  if (content === null) return null;
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}

/** The MUSTs of `ports/blobs.ts`; run by each adapter. */
export function blobsContract(name: string, make: () => Promise<BlobsSubject>): void {
  describe(`the contract of blobs on ${name}`, () => {
    verifies(
      'media:blobs',
      'gives back what it was given, the last that it was given, and nothing that is gone',
      async () => {
        await using subject = await make();
        const { blobs } = subject;
        expect(await read(blobs, 'none')).toBeNull();
        await blobs.put('a-b_1', chunks(Buffer.from('one '), Buffer.alloc(0), Buffer.from('two')), 7);
        await blobs.put('a-b_1.text', chunks(), 0);
        expect(await read(blobs, 'a-b_1')).toEqual(Buffer.from('one two'));
        expect(await read(blobs, 'a-b_1.text')).toEqual(Buffer.alloc(0));
        await blobs.put('a-b_1', chunks(Buffer.from('three')), 5);
        expect(await read(blobs, 'a-b_1')).toEqual(Buffer.from('three'));
        await blobs.delete('a-b_1');
        await blobs.delete('a-b_1');
        expect(await read(blobs, 'a-b_1')).toBeNull();
        expect(await read(blobs, 'a-b_1.text')).toEqual(Buffer.alloc(0));
      },
    );

    verifies('media:blobs', 'keeps nothing of what fails, is shorter or is longer than it was said to be', async () => {
      await using subject = await make();
      const { blobs, kept } = subject;
      await blobs.put('known', chunks(Buffer.from('before')), 6);
      const before = await kept();
      const failure = new Error('The sender left.');
      await expect(blobs.put('new', chunks(Buffer.from('ha'), failure), 4)).rejects.toBe(failure);
      for (const key of ['new', 'known']) {
        await expect(blobs.put(key, chunks(Buffer.from('ha')), 4)).rejects.toThrow('not 4');
        await expect(blobs.put(key, chunks(Buffer.from('half'), Buffer.from('!')), 4)).rejects.toThrow('not 4');
      }
      expect(await read(blobs, 'new')).toBeNull();
      expect(await read(blobs, 'known')).toEqual(Buffer.from('before'));
      expect(await kept()).toEqual(before);
    });

    verifies('media:blobs', 'takes no name that could lead elsewhere', async () => {
      await using subject = await make();
      for (const key of ['', '..', '../x', 'a/b', 'a.b/c', '/etc/passwd', 'a\\b', 'a\0', 'x'.repeat(129), 'a.b.c']) {
        await expect(subject.blobs.get(key)).rejects.toThrow('no key');
        await expect(subject.blobs.put(key, chunks(), 0)).rejects.toThrow('no key');
        await expect(subject.blobs.delete(key)).rejects.toThrow('no key');
      }
    });

    verifies('media:blobs', 'passes bytes on without keeping them', async () => {
      await using subject = await make();
      const part = Buffer.alloc(MB, 'part');
      const before = buffersInUse();
      let most = 0;
      const many = async function* (): AsyncGenerator<Uint8Array> {
        for (let left = LARGE / MB; left > 0; left -= 1) {
          most = Math.max(most, left % 8 === 0 ? buffersInUse() - before : 0);
          yield Buffer.from(part);
        }
      };
      await subject.blobs.put('large', many(), LARGE);
      const hash = createHash('sha256');
      let length = 0;
      for await (const bytes of (await subject.blobs.get('large')) ?? []) {
        length += bytes.length;
        hash.update(bytes);
      }
      expect(length).toBe(LARGE);
      expect(hash.digest('hex')).toBe(createHash('sha256').update(Buffer.alloc(LARGE, part)).digest('hex'));
      expect(most).toBeLessThan(LARGE / 4);
    });
  });
}
