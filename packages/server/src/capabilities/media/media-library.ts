import { cleanText } from '@parlance/wire';
import type { Blobs } from '../../ports/blobs.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DocumentReader } from '../../ports/documents.ts';
import type { Ids } from '../../ports/ids.ts';
import { MediaError, type MediaLibrary, type MediaReference, type Upload } from '../../ports/media.ts';
import type { Outbound } from '../../ports/outbound.ts';
import type { MediaRecord, StoredPart } from '../../ports/records.ts';
import type { Store, Write } from '../../ports/store.ts';
import { fetchedId, fetchFile, nameIn } from './fetch-file.ts';
import { inspect } from './inspect.ts';
import type { Spool } from './spool.ts';

const MAX_NAME = 200;
/** After so long, what has not become ready never will. */
const UNSETTLED_MS = 60 * 60 * 1_000;
const SETTLED_AT_ONCE = 100;
const REMOVED_AT_ONCE = 100;

export interface MediaParts {
  readonly store: Pick<Store, 'commit' | 'media' | 'mediaOf' | 'unsettledMedia'>;
  readonly blobs: Blobs;
  readonly spool: Spool;
  readonly documents: Pick<DocumentReader, 'read'>;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Of one file. */
  readonly maxBytes: number;
}

/** The key of a file's text among the blobs; that of its bytes is its id. */
export function textKey(id: string): string {
  return `${id}.text`;
}

/** Files that users send along: checked by content, stored as blobs, known by rows of the store. */
export function createMediaLibrary(parts: MediaParts): MediaLibrary {
  const { store, blobs, outbound, ids, maxBytes } = parts;
  const find = async (owner: string, id: string): Promise<MediaRecord | null> => {
    const media = await store.media(owner, id);
    return media?.state === 'ready' ? media : null;
  };
  const resolveOne = async (owner: string, file: MediaReference, signal: AbortSignal): Promise<MediaRecord> => {
    const uploaded = await find(owner, file.id);
    if (uploaded !== null) return uploaded;
    if (file.url === null) throw new MediaError('not_found', 'There is no such file.');
    const id = fetchedId(owner, file);
    const content = fetchFile(outbound, file.url, maxBytes, signal);
    return (await find(owner, id)) ?? (await add(parts, id, { owner, name: nameIn(file.url), content }, signal));
  };
  return {
    add: (upload, signal) => add(parts, ids.next(), upload, signal),
    find,
    open: ({ id }) => blobs.get(id),
    remove: async (owner, id) => {
      const media = await find(owner, id);
      if (media !== null) await discard(parts, media);
      return media !== null;
    },
    removeAll: async (owner) => {
      for (let page = await store.mediaOf(owner, REMOVED_AT_ONCE); page.length > 0;) {
        for (const media of page) await discard(parts, media);
        page = await store.mediaOf(owner, REMOVED_AT_ONCE);
      }
    },
    resolve: async (owner, files, signal) => {
      const resolved: StoredPart[] = [];
      // One after the other, so that one message is one fetch at a time.
      for (const [index, file] of files.entries()) {
        const { kind, id, mediaType } = await resolveOne(owner, file, signal).catch((error: unknown) => {
          throw error instanceof MediaError
            ? new MediaError(error.code, error.message, { index, cause: error })
            : error;
        });
        resolved.push({ kind, media: id, mediaType });
      }
      return resolved;
    },
  };
}

/**
 * The row comes first and says that it is pending, so that no bytes are ever without a row: what a crash leaves behind is
 * found by `settleMedia`.
 */
async function add(parts: MediaParts, id: string, upload: Upload, signal: AbortSignal): Promise<MediaRecord> {
  const { store, blobs, spool, documents, clock, maxBytes } = parts;
  await using file = await spool.take(upload.content, maxBytes);
  const { text, ...seen } = await inspect(file, documents, signal);
  signal.throwIfAborted();
  const { owner } = upload;
  const { bytes, hash } = file;
  const media: MediaRecord = {
    id,
    owner,
    state: 'pending',
    ...seen,
    name: cleanName(upload.name),
    bytes,
    hash,
    createdAt: clock.now(),
  };
  await commit(store, { kind: 'media.put', media });
  try {
    await blobs.put(id, file.content(), bytes);
    if (text !== null) {
      const encoded = Buffer.from(text);
      await blobs.put(textKey(id), oneChunk(encoded), encoded.length);
    }
    const ready: MediaRecord = { ...media, state: 'ready' };
    await commit(store, { kind: 'media.put', media: ready });
    return ready;
  } catch (error) {
    // The error is what counts; `settleMedia` takes away what cannot be taken away now.
    await discard(parts, media).catch(() => undefined);
    throw error;
  }
}

/** Removes the bytes, then the row. Until the row is gone it says that they may be there. */
async function discard({ store, blobs }: Pick<MediaParts, 'store' | 'blobs'>, media: MediaRecord): Promise<void> {
  await commit(store, { kind: 'media.put', media: { ...media, state: 'removed' } });
  await blobs.delete(media.id);
  await blobs.delete(textKey(media.id));
  await commit(store, { kind: 'media.forget', owner: media.owner, id: media.id });
}

/** Takes away what never became ready, and what was not removed wholly. Resolves with how many are gone. */
export async function settleMedia({
  store,
  blobs,
  clock,
}: Pick<MediaParts, 'store' | 'blobs' | 'clock'>): Promise<number> {
  const unsettled = await store.unsettledMedia(clock.now() - UNSETTLED_MS, SETTLED_AT_ONCE);
  for (const media of unsettled) await discard({ store, blobs }, media);
  return unsettled.length;
}

async function commit(store: Pick<Store, 'commit'>, write: Write): Promise<void> {
  const [outcome] = await store.commit([{ writes: [write] }]);
  // Two at once may forget the same file: it is gone, which is what both wanted.
  if (outcome?.committed === false && outcome.reason !== 'not-found') {
    throw new Error(`The store refused ${write.kind}: ${outcome.reason}`);
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** What stands behind the last slash, without what could not be shown. */
function cleanName(name: string | null): string | null {
  const base = name?.split(/[/\\]/).at(-1) ?? '';
  const clean = cleanText(base)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, MAX_NAME);
  return clean === '' || clean === '.' || clean === '..' ? null : clean.toWellFormed();
}
