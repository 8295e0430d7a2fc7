import { dirname, join } from 'node:path';
import { openDiskBlobs } from '../adapters/blobs/disk/disk-blobs.ts';
import { createS3Blobs } from '../adapters/blobs/s3/s3-blobs.ts';
import { createWorkerReader } from '../adapters/documents/worker-reader.ts';
import { guardedOutbound } from '../adapters/outbound/guarded-outbound.ts';
import { createMediaInputs } from '../capabilities/media/media-inputs.ts';
import { createMediaLibrary, settleMedia } from '../capabilities/media/media-library.ts';
import { openSpool } from '../capabilities/media/spool.ts';
import { ConfigError, type Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { Blobs } from '../ports/blobs.ts';
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
  readonly config: Config;
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
  const blobs = await openBlobs(config, clock);
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

function openBlobs(config: Config, clock: Clock): Promise<Blobs> | Blobs {
  const { mediaStore, storeUrl, awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey } = config;
  if (mediaStore?.kind !== 's3') {
    return openDiskBlobs(mediaStore?.folder ?? join(dirname(storeUrl.file), 'media'));
  }
  if (accessKeyId === null || secretAccessKey === null) {
    throw new ConfigError('AWS_ACCESS_KEY_ID', 'and AWS_SECRET_ACCESS_KEY are needed for the bucket of MEDIA_STORE');
  }
  const { bucket, prefix } = mediaStore;
  const region = config.awsRegion;
  const endpoint = config.s3Endpoint ?? `https://s3.${region}.amazonaws.com`;
  // The operator named this host, so it may be a private one; nobody else's address gets this far by it.
  const outbound = guardedOutbound({ clock, allow: [new URL(endpoint).host] });
  return createS3Blobs({ endpoint, bucket, prefix, region, accessKeyId, secretAccessKey, outbound });
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
