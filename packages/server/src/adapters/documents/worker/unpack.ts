import { unzipSync, zipSync, type UnzipFileInfo, type Unzipped } from 'fflate';
import type { DocumentLimits } from '../limits.ts';
import { Refusal } from './refusal.ts';

const MAX_ENTRIES = 10_000;
const READABLE_METHODS = new Set([0, 8]);

/** The names in an archive, from its directory; unpacks nothing. Throws `Refusal` where it is no archive. */
export function namesIn(bytes: Uint8Array): readonly string[] {
  const names: string[] = [];
  guarded(() =>
    unzipSync(bytes, {
      filter: ({ name }) => {
        if (names.push(name) > MAX_ENTRIES) {
          throw new Refusal('too_large', `The archive holds more than ${MAX_ENTRIES} files.`);
        }
        return false;
      },
    }),
  );
  return names;
}

/**
 * The wanted files of an archive. The sizes that the directory states are added up before anything is unpacked, and no
 * file can become larger than stated: it is unpacked into a buffer of that size.
 */
export function unpack(bytes: Uint8Array, limits: DocumentLimits, wanted: (name: string) => boolean): Unzipped {
  let total = 0;
  const filter = ({ name, originalSize, compression }: UnzipFileInfo): boolean => {
    if (!wanted(name) || !READABLE_METHODS.has(compression)) return false;
    total += originalSize;
    if (total > limits.maxUnpackedBytes) {
      throw new Refusal('too_large', `The archive unpacks to more than ${limits.maxUnpackedBytes} bytes.`);
    }
    return true;
  };
  return guarded(() => unzipSync(bytes, { filter }));
}

/** An archive of these files, not packed: what reads it next cannot be made to unpack more than is there. */
export function repack(files: Unzipped): Uint8Array {
  return zipSync(files, { level: 0 });
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('unreadable', 'The archive is broken.', { cause: error });
  }
}
