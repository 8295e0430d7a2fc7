import { dirname, join } from 'node:path';
import { openDiskBlobs } from '../adapters/blobs/disk/disk-blobs.ts';
import { createWorkerReader } from '../adapters/documents/worker-reader.ts';
import { guardedOutbound } from '../adapters/outbound/guarded-outbound.ts';
import { createMediaInputs } from '../capabilities/media/media-inputs.ts';
import { createMediaLibrary, settleMedia } from '../capabilities/media/media-library.ts';
import { openSpool } from '../capabilities/media/spool.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { MediaInputs, MediaLibrary } from '../ports/media.ts';
import type { Store } from '../ports/store.ts';

const MB = 1_048_576;
const SETTLE_EVERY_MS = 60 * 60 * 1_000;
/** A document that comes with a message is read while somebody waits for it. */
const DOCUMENT_LIMITS = {
  maxPages: 1_000,
  maxCharacters: 2_000_000,
  maxMemoryBytes: 256 * MB,
  timeLimitMs: 20_000,
} as const;

export interface MediaSettings {
  readonly config: Pick<Config, 'mediaFolder' | 'mediaMaxMb' | 'outboundAllow' | 'storeUrl'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}

export interface ConfiguredMedia {
  readonly library: MediaLibrary;
  readonly inputs: MediaInputs;
  readonly close: () => Promise<void>;
}

/** The files of users, beside the database. */
export async function configureMedia({ config, log, ...shared }: MediaSettings): Promise<ConfiguredMedia> {
  const { store, clock } = shared;
  const beside = dirname(config.storeUrl.file);
  const blobs = await openDiskBlobs(config.mediaFolder ?? join(beside, 'media'));
  const spool = await openSpool(join(beside, 'uploads'));
  const outbound = guardedOutbound({ clock, allow: config.outboundAllow });
  const documents = createWorkerReader({ clock, limits: DOCUMENT_LIMITS });
  const maxBytes = config.mediaMaxMb * MB;
  const stop = keepSettled(clock, async () => {
    try {
      const removed = await settleMedia({ store, blobs, clock });
      if (removed > 0) log.info('media_settled', { removed });
    } catch (error) {
      log.warning('media_not_settled', { error });
    }
  });
  return {
    library: createMediaLibrary({ ...shared, outbound, blobs, spool, documents, maxBytes }),
    inputs: createMediaInputs({ store, blobs }),
    close: async () => {
      stop();
      await documents.close();
    },
  };
}

/** Works now and every hour. */
function keepSettled(clock: Clock, work: () => Promise<void>): () => void {
  let cancelTimer = (): void => undefined;
  let stopped = false;
  const next = (): void => {
    void work().then(() => {
      if (!stopped) cancelTimer = clock.after(SETTLE_EVERY_MS, next);
    });
  };
  next();
  return () => {
    stopped = true;
    cancelTimer();
  };
}
