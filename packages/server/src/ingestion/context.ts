import type { IngestParts } from './ingest-document.ts';
import type { Progress } from './progress.ts';

/** What every part of the ingestion works with. */
export interface IngestionContext extends IngestParts {
  readonly progress: Progress;
  readonly log: IngestionLog;
}

export interface IngestionLog {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warning(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}
