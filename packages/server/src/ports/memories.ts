import type { MemoryQuery, MemoryRecord, MemorySource } from './memory-store.ts';

/** A memory with the messages that it comes from. */
export interface KnownMemory {
  readonly memory: MemoryRecord;
  /** The oldest message first. */
  readonly sources: readonly MemorySource[];
}

export interface MemoryWithHistory extends KnownMemory {
  /** What it took the place of, the latest first. */
  readonly history: readonly MemoryRecord[];
}

/** What a user sets right; the rest stays as it is. */
export interface MemoryCorrection {
  readonly type?: MemoryRecord['type'];
  readonly value?: string;
  /** Default, where the value changes: the sentence that its attribute makes. */
  readonly text?: string;
  readonly importance?: number;
  readonly eventAt?: number | null;
}

/** What users see and change of what is remembered of them. What is another owner's is null, like what is not there. */
export interface Memories {
  /** Last recorded first. */
  list(query: MemoryQuery): Promise<readonly KnownMemory[]>;
  get(owner: string, id: string): Promise<MemoryWithHistory | null>;
  /** Null too where the memory is no longer current: what is over cannot be set right. */
  correct(owner: string, id: string, correction: MemoryCorrection): Promise<MemoryWithHistory | null>;
  /** With what it took the place of; false where there is none. Leaves no byte of it. */
  remove(owner: string, id: string): Promise<boolean>;
  /**
   * Everything that is remembered in a scope, such as `staff/maya`, in one and those of its members (`staff`), or, where
   * null, at all. Messages stay.
   */
  clear(owner: string, scope: string | null): Promise<void>;
  /** All of the owner's, page by page, the last recorded first. */
  pages(query: Omit<MemoryQuery, 'limit' | 'before'>): AsyncIterable<readonly KnownMemory[]>;
}
