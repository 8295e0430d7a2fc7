import { dirname, join } from 'node:path';
import type { Registry } from 'prom-client';
import { createFolderSource } from '../adapters/documents/folder-source.ts';
import { createUploadSpool } from '../adapters/documents/upload-spool.ts';
import { createWorkerReader } from '../adapters/documents/worker-reader.ts';
import { openSqliteSearchIndex } from '../adapters/sqlite/search/open-sqlite-search-index.ts';
import { createDocuments } from '../capabilities/documents/documents.ts';
import type { Config } from '../config.ts';
import type { Assistants } from '../engine/assistant.ts';
import type { Capability } from '../engine/capability.ts';
import type { EngineObserver } from '../engine/observer.ts';
import { createIngestion, type RunningIngestion } from '../ingestion/create-ingestion.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentSource } from '../ports/document-sources.ts';
import type { SourceStatus } from '../ports/ingestion.ts';
import type { Ids } from '../ports/ids.ts';
import { configureEmbeddings } from './configure-embeddings.ts';
import type { SearchIndex } from '../ports/search-index.ts';

const MB = 1_048_576;
/** Uploads of one user that may wait to be read: so many, and the bytes of so many of the largest. */
const MAX_WAITING = 10_000;
const MAX_WAITING_LARGEST = 200;

export interface DocumentSettings {
  readonly config: Config;
  readonly assistants: Assistants;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly observer: Pick<EngineObserver, 'degraded'>;
  readonly registry: Registry;
}

export interface ConfiguredDocuments {
  readonly index: SearchIndex;
  /** Answers from the index. */
  readonly capability: Capability;
  readonly ingestion: RunningIngestion;
  /** `documents` while a source is away, `embeddings` while nobody says what passages mean. */
  readonly degraded: () => readonly string[];
  /** Reads documents, and gives them vectors, in the background. */
  readonly start: () => void;
  readonly close: () => Promise<void>;
}

/** The documents of DOCUMENTS and of users, with their index beside the database. Nothing is read before `start`. */
export async function configureDocuments(settings: DocumentSettings): Promise<ConfiguredDocuments> {
  const { config, clock, ids, log, observer } = settings;
  const beside = dirname(config.storeUrl.file);
  const maxBytes = config.documentMaxMb * MB;
  const words = await openSqliteSearchIndex(join(beside, 'documents.db'));
  const semantic = configureEmbeddings(settings, words);
  const index: SearchIndex = semantic ?? words;
  const reader = createWorkerReader({ clock, limits: { maxBytes } });
  const ingestion = createIngestion({
    reader,
    index,
    clock,
    ids,
    log,
    sources: await sourcesOf(settings, maxBytes),
    spool: createUploadSpool(join(beside, 'waiting-documents')),
    limits: { maxBytes, maxWaiting: MAX_WAITING, maxWaitingBytes: MAX_WAITING_LARGEST * maxBytes },
  });
  return {
    index,
    capability: createDocuments({
      index,
      onFailure: (turn, error) => observer.degraded(turn, 'documents', error),
      notice: () => staleness(ingestion.status('').sources),
    }),
    ingestion,
    degraded: () => [
      ...(ingestion.status('').sources.some(({ state }) => state === 'unavailable') ? ['documents'] : []),
      ...(semantic === null || semantic.isUp() ? [] : ['embeddings']),
    ],
    start: () => {
      semantic?.start();
      void ingestion.start();
    },
    close: async () => {
      await Promise.all([ingestion.stop(), reader.close()]);
      await index.close();
    },
  };
}

/** What users are told while a source is away; null while none is. Its place is the operator's business. */
function staleness(sources: readonly SourceStatus[]): string | null {
  const away = sources.filter(({ state }) => state === 'unavailable');
  if (away.length === 0) return null;
  const [oldest] = away.map(({ seenAt }) => seenAt ?? 0).toSorted((one, other) => one - other);
  const since = oldest === undefined || oldest === 0 ? 'were read before' : `were at ${new Date(oldest).toISOString()}`;
  return `Their source cannot be reached now: the shared documents are as they ${since}.`;
}

async function sourcesOf(
  { config, assistants }: DocumentSettings,
  maxBytes: number,
): Promise<readonly DocumentSource[]> {
  const { documents, s3Endpoint: endpoint, awsRegion: region, awsAccessKeyId, awsSecretAccessKey } = config;
  if (documents === null) {
    const samples = assistants.get('jacie')?.folder;
    return samples === undefined ? [] : [createFolderSource(join(samples, 'documents'))];
  }
  if (documents.kind === 'off') return [];
  if (documents.kind === 'folder') return [createFolderSource(documents.folder)];
  const { bucket, prefix } = documents;
  const credentials =
    awsAccessKeyId === null || awsSecretAccessKey === null
      ? null
      : { accessKeyId: awsAccessKeyId, secretAccessKey: awsSecretAccessKey };
  // Loaded where it is configured: few have it.
  const { createS3Source } = await import('../adapters/documents/s3-source.ts');
  return [createS3Source({ bucket, prefix, endpoint, region, credentials, maxBytes })];
}
