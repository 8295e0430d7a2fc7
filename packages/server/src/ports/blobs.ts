/** Bytes by a name, too large for the store: what users send along, and what was made of it. */
export interface Blobs {
  /**
   * Keeps `length` bytes under `key`, in the place of what was there. MUST show nothing of them before all are safe,
   * nothing ever where `content` fails, ends early or goes on for longer (rejects then), and never hold all in memory.
   */
  put(key: string, content: AsyncIterable<Uint8Array>, length: number): Promise<void>;
  /** The bytes under `key`, to be read once; null where there are none. Leaving the loop frees what it holds. */
  get(key: string): Promise<AsyncIterable<Uint8Array> | null>;
  /** Removes what is under `key`; nothing there is fine. */
  delete(key: string): Promise<void>;
}

/** Names that every store takes: no name leads out of where blobs are kept. */
const BLOB_KEY = /^[A-Za-z0-9_-]{1,128}(?:\.[a-z]{1,16})?$/;

/** Throws for a key that could mean something else somewhere; a defect of the caller. */
export function checkBlobKey(key: string): void {
  if (!BLOB_KEY.test(key)) throw new TypeError('This is no key of a blob.');
}

/** Blobs cannot be stored or read now. */
export class BlobsUnavailable extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'BlobsUnavailable';
  }
}
