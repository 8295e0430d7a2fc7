import type { DocumentSource, UploadSpool } from '../ports/document-sources.ts';
import type { Ids } from '../ports/ids.ts';
import type { Ingestion } from '../ports/ingestion.ts';
import { forgetSources } from './forget-sources.ts';
import type { IngestionLog } from './context.ts';
import type { IngestParts } from './ingest-document.ts';
import { Progress } from './progress.ts';
import { Rounds } from './rounds.ts';
import { SyncedSource } from './sync-source.ts';
import { UploadQueue } from './upload-queue.ts';

export interface IngestionOptions extends IngestParts {
  readonly sources: readonly DocumentSource[];
  readonly spool: UploadSpool;
  readonly ids: Ids;
  readonly log: IngestionLog;
  readonly limits: Ingestion['limits'];
  /** How long after a round the sources are looked at again; default 30,000. */
  readonly everyMs?: number;
}

export interface RunningIngestion extends Ingestion {
  /** Begins in the background; resolves when what an earlier process left is known. */
  start(): Promise<void>;
  /** Resolves after the round that runs now, or that has been asked for. */
  settled(): Promise<void>;
  /** Looks at everything now, and not only when it is time. */
  look(): void;
  /** Stops in the middle of what it does; the next start goes on there. */
  stop(): Promise<void>;
}

/** Brings documents into the index, one at a time: uploads first, then what has changed in the sources. */
export function createIngestion(options: IngestionOptions): RunningIngestion {
  const { clock, ids, log, limits, everyMs = 30_000 } = options;
  const progress = new Progress(clock);
  const context = { reader: options.reader, index: options.index, clock, progress, log };
  const uploads = new UploadQueue(options.spool, context);
  const sources = options.sources.map((source) => new SyncedSource(source, context));
  const names = options.sources.map(({ name }) => name);
  let isTidy = false;
  const rounds = new Rounds(clock, everyMs, async (signal) => {
    try {
      if (!isTidy) await forgetSources(context, names, signal);
      isTidy = true;
      await uploads.drain(signal);
      for (const source of sources) await source.sync(signal, () => uploads.drain(signal));
    } catch (error) {
      progress.abandon();
      // Whatever it was, such as an index that is away, the next round meets it again.
      if (!signal.aborted) log.error('ingestion_failed', { error });
    }
  });
  return {
    limits,
    start: async () => {
      try {
        await uploads.load();
      } catch (error) {
        log.error('ingestion_failed', { error });
      }
      rounds.start();
    },
    look: () => rounds.look(),
    settled: () => rounds.settled(),
    stop: () => rounds.stop(),
    receive: async (upload, content) => {
      const kept = await uploads.keep({ ...upload, id: ids.next(), createdAt: clock.now() }, content, limits.maxBytes);
      rounds.look();
      return kept;
    },
    uploads: (owner) => uploads.of(owner),
    remove: (owner, id) => uploads.remove(owner, id),
    status: (reader) => ({
      state: progress.isBusy ? 'indexing' : 'idle',
      ...progress.seenBy(reader),
      sources: sources.map((source) => source.status()),
    }),
  };
}
