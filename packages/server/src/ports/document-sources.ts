import type { DocumentOwner } from './search-index.ts';

/** A place that documents come from by themselves: a folder, a bucket. */
export interface DocumentSource {
  /** Kept with each document, such as `folder`; a source of another kind or place has another. */
  readonly name: string;
  /** Where it is, for people; holds no secret. */
  readonly place: string;
  /**
   * Everything that is there now; documents that are missing from it are removed. MUST reject with `SourceUnavailable`
   * rather than leave out what could not be seen.
   */
  list(signal: AbortSignal): Promise<readonly SourceItem[]>;
  /** A file with the item's bytes, until it is disposed of. MUST reject with `SourceUnavailable` or `ItemRefused`. */
  open(item: SourceItem, signal: AbortSignal): Promise<OpenedItem>;
}

export interface SourceItem {
  /** Unique within the source, and the same from look to look. */
  readonly key: string;
  /** The name of the file, with its ending. */
  readonly name: string;
  /** Differs after each change that the source can see: size and time, etag. At most 500 characters. */
  readonly stamp: string;
  readonly bytes: number;
}

export interface OpenedItem extends AsyncDisposable {
  readonly file: string;
}

/** Documents that users handed over and that are not in the index yet; what is kept survives the process. */
export interface UploadSpool {
  /** Keeps the bytes. MUST reject with `ItemRefused` beyond `maxBytes`, and leave nothing then or where `content` fails. */
  keep(upload: NewUpload, content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Upload>;
  /** Everything kept, the oldest first. */
  all(): Promise<readonly Upload[]>;
  fileOf(upload: Upload): string;
  /** Keeps the reason in the place of the bytes. */
  fail(upload: Upload, problem: string): Promise<Upload>;
  /** Once it resolves, no byte is left; nothing there is fine. */
  remove(id: string): Promise<void>;
}

export interface NewUpload {
  readonly id: string;
  readonly owner: Exclude<DocumentOwner, null>;
  readonly name: string;
  readonly createdAt: number;
}

export interface Upload extends NewUpload {
  readonly bytes: number;
  /** Why it cannot be read; null while it waits. */
  readonly problem: string | null;
}

/** The source cannot be seen now; what the index holds of it stays. `message` is for operators. */
export class SourceUnavailable extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'SourceUnavailable';
  }
}

/** One document that is not taken; `message` is a sentence for whoever gave it. */
export class ItemRefused extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'ItemRefused';
  }
}
