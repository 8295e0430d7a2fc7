import { join } from 'node:path';
import { SystemClock } from '../../../src/adapters/clock/system.ts';
import { createUploadSpool } from '../../../src/adapters/documents/upload-spool.ts';
import { createWorkerReader } from '../../../src/adapters/documents/worker-reader.ts';
import { UuidV7 } from '../../../src/adapters/ids/uuid-v7.ts';
import { createIngestion, type RunningIngestion } from '../../../src/ingestion/create-ingestion.ts';
import type { DocumentSource } from '../../../src/ports/document-sources.ts';
import type { MemoryIndex } from './memory-index.ts';

export interface Ingesting extends AsyncDisposable {
  readonly ingestion: RunningIngestion;
  readonly log: readonly { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[];
  /** Looks at the sources, and resolves when all is as they are. */
  round(): Promise<void>;
}

/** Ingestion over real files and a real reading thread; `folder` is where uploads wait. */
export async function startIngesting(
  index: MemoryIndex,
  folder: string,
  sources: readonly DocumentSource[] = [],
): Promise<Ingesting> {
  const clock = new SystemClock();
  const reader = createWorkerReader({ clock });
  const log: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const write = (event: string, fields = {}): void => void log.push({ event, fields });
  const ingestion = createIngestion({
    reader,
    index,
    clock,
    ids: new UuidV7(clock),
    sources,
    spool: createUploadSpool(join(folder, 'waiting')),
    log: { info: write, warning: write, error: write },
    limits: { maxBytes: 1_000_000, maxWaiting: 5, maxWaitingBytes: 5_000_000 },
  });
  await ingestion.start();
  return {
    ingestion,
    log,
    round: async () => {
      ingestion.look();
      await ingestion.settled();
    },
    [Symbol.asyncDispose]: async () => {
      await ingestion.stop();
      await reader.close();
    },
  };
}
