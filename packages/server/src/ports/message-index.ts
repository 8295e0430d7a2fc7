/**
 * What was said, found by questions: messages of conversations, and the memories and relations that rest on them. A
 * message is found as soon as the commit that indexed it (`message.index`, `conversation.publish`) has resolved.
 */
export interface MessageIndex {
  /**
   * What answers best, best first, at most `k`. Messages come first, memories and relations in the places that they
   * leave. Null where the scope names a conversation that is not the owner's or not there. Only what stands on the
   * branch that ends at the conversation's head is found. MUST NOT hold up the thread that asks, and MUST NOT let what
   * other owners keep change a score. Rejects with `MessageIndexUnavailable`.
   */
  search(query: RecallQuery): Promise<readonly RecallHit[] | null>;
  /** Whether meaning is compared too (`vector`), or words only. */
  readonly kind: 'lexical' | 'vector';
  close(): Promise<void>;
}

export interface RecallQuery {
  readonly owner: string;
  readonly scope: RecallScope;
  /** A question or any words, as somebody wrote them. */
  readonly text: string;
  /** 1 to 100. */
  readonly k: number;
  /** What "yesterday" in the question is counted from, milliseconds since the epoch. */
  readonly now: number;
  /** Default: all. */
  readonly kinds?: readonly RecallKind[];
  /** Messages that are not to be found, such as the question itself or what the model is shown anyway. */
  readonly exclude?: readonly string[];
}

/** Messages of one scope are counted and compared together. */
export type RecallScope =
  | { readonly kind: 'conversations'; readonly conversations: readonly string[] }
  /** All of the owner's conversations with this assistant. */
  | { readonly kind: 'assistant'; readonly assistant: string }
  /** All of the owner's conversations that feed one of these; see `scopeOf` in `memory-store.ts`. */
  | { readonly kind: 'scopes'; readonly scopes: readonly string[] };

export type RecallKind = 'message' | 'memory' | 'relation';

export interface RecallHit {
  readonly kind: RecallKind;
  /** Of the message, the memory or the relation. */
  readonly id: string;
  readonly text: string;
  /** Above 0; compares hits of one kind in one answer and nothing else. */
  readonly score: number;
  /** Where it was said, at least one; of a message, itself. */
  readonly sources: readonly RecallSource[];
}

export interface RecallSource {
  readonly message: string;
  readonly conversation: string;
  /** The id that the message had where it was imported from; null where it was written here. */
  readonly externalId: string | null;
  /** When it was said, milliseconds since the epoch. */
  readonly time: number;
  /** `user`, `assistant`, or the name that it was imported with. */
  readonly speaker: string;
}

/** The index cannot be asked now: stopped, or its file is out of reach. */
export class MessageIndexUnavailable extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'MessageIndexUnavailable';
  }
}
