import type { NewUpload, Upload } from './document-sources.ts';

/** What brings documents into the index, as the rest of the server sees it. */
export interface Ingestion {
  /** Takes a document and reads it in the background. Rejects as `UploadSpool.keep`. */
  receive(upload: Omit<NewUpload, 'id' | 'createdAt'>, content: AsyncIterable<Uint8Array>): Promise<Upload>;
  /** The owner's uploads that wait or have failed, the oldest first. */
  uploads(owner: string): readonly Upload[];
  /** Removes an upload of the owner, wherever it has got to; false where there is none. */
  remove(owner: string, id: string): Promise<boolean>;
  /** How far everything is; names only what is shared and what is the reader's. */
  status(reader: string): IngestionStatus;
  readonly limits: UploadLimits;
}

export interface UploadLimits {
  /** Of one document. */
  readonly maxBytes: number;
  /** Documents of one user that wait or stand as failed, and what the waiting ones are together. */
  readonly maxWaiting: number;
  readonly maxWaitingBytes: number;
}

export interface IngestionStatus {
  readonly state: 'idle' | 'indexing';
  /** Documents of the present round: all, and those that are finished. */
  readonly total: number;
  readonly done: number;
  /** Seconds until the round is finished, by the rate so far; null while nobody can tell. */
  readonly secondsLeft: number | null;
  readonly current: CurrentDocument | null;
  readonly sources: readonly SourceStatus[];
}

export interface CurrentDocument {
  readonly name: string;
  readonly pagesDone: number;
  /** Null until the document has been read. */
  readonly pages: number | null;
}

export interface SourceStatus {
  readonly name: string;
  readonly place: string;
  readonly state: 'unseen' | 'current' | 'unavailable';
  /** When it was last seen whole, milliseconds since the epoch; what the index holds is as old as that. */
  readonly seenAt: number | null;
  readonly documents: number;
  /** At most 100 of them. */
  readonly failed: readonly FailedDocument[];
  readonly failedTotal: number;
}

export interface FailedDocument {
  readonly name: string;
  readonly reason: string;
}
