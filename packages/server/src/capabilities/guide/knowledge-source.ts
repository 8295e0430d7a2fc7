/** One thing that a guide may offer, with the place where it can be checked. */
export interface KnowledgeEntry {
  /** Unique in its assistant; the answer cites it by this. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** What it is about: an entry whose tags meet the user's slots is offered before others. */
  readonly tags: readonly string[];
  /** Where it can be verified; null where it can be nowhere, which is then said. */
  readonly verifyAt: string | null;
  /** The last day on which it can be used, `YYYY-MM-DD` (UTC); a past one is not offered. Null: no such day. */
  readonly deadline: string | null;
}

export interface KnowledgeQuery {
  /** The step's id. */
  readonly step: string;
  /** Each slot's entries, such as `interests`. */
  readonly slots: Readonly<Record<string, readonly string[]>>;
  /** The most entries that are wanted. */
  readonly limit: number;
}

/**
 * Where a collection of knowledge comes from that is not a file, such as a table of alumni. Steps offer it by `name` in
 * their `knowledge`. It MUST return the best entries first and MUST end when `signal` aborts, which it does after
 * `limits.sourceMs`; where it fails, the answer goes on without it, and a log line and a metric say so.
 */
export interface KnowledgeSource {
  readonly name: string;
  find(query: KnowledgeQuery, signal: AbortSignal): Promise<readonly KnowledgeEntry[]>;
}
