import type { MessagePart } from './model.ts';
import type { MediaRecord, StoredPart } from './records.ts';

/** The files of users: how they come in, who may have them, and what a model is shown of them. */
export interface MediaLibrary {
  /**
   * Takes a file in. MUST decide by its content what it is, whatever name and type came with it, and MUST leave nothing
   * behind where it rejects: with `MediaError`, or as its parts do (store and blobs unavailable).
   */
  add(upload: Upload, signal: AbortSignal): Promise<MediaRecord>;
  /** The owner's; null for every other id, whatever it is of somebody else. */
  find(owner: string, id: string): Promise<MediaRecord | null>;
  /** The bytes; null where they are gone. */
  open(media: MediaRecord): Promise<AsyncIterable<Uint8Array> | null>;
  /** Removes one of the owner's; false where there is none. Messages that it came with say from then on that it is gone. */
  remove(owner: string, id: string): Promise<boolean>;
  /** Removes all of the owner's, those that are only half there as well. */
  removeAll(owner: string): Promise<void>;
  /**
   * What a message holds for these files: each is the id of an upload, or else is fetched from its address, once for
   * each (owner, id, address). Rejects with `MediaError`; `not_found` where it is neither.
   */
  resolve(owner: string, files: readonly MediaReference[], signal: AbortSignal): Promise<readonly StoredPart[]>;
}

/** What a model reads in the place of stored files. */
export interface MediaInputs {
  /** By the id of each file in `parts`, of which the last are the newest; those that are too many are only named. */
  read(owner: string, parts: readonly StoredPart[], signal: AbortSignal): Promise<ReadonlyMap<string, MessagePart>>;
}

export interface Upload {
  readonly owner: string;
  /** As its sender calls it; a path before it is ignored. */
  readonly name: string | null;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface MediaReference {
  readonly id: string;
  readonly url: string | null;
}

export type MediaErrorCode =
  | 'not_found'
  /** More bytes, pixels, pages or text than are taken. */
  | 'too_large'
  /** No kind of file that is taken. */
  | 'unsupported'
  /** Looks like a file of its kind and cannot be read. */
  | 'unreadable'
  /** Its address gave nothing. */
  | 'unreachable';

/** A file that cannot be taken. `message` is one sentence that is safe to show. */
export class MediaError extends Error {
  readonly code: MediaErrorCode;
  /** Which of several files; undefined where there is one only. */
  readonly index: number | undefined;

  constructor(code: MediaErrorCode, message: string, options: { index?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'MediaError';
    this.code = code;
    this.index = options.index;
  }
}
