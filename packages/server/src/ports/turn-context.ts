import type { JsonObject } from '@parlance/wire';

/** What a model was shown in one turn, for whoever wants to know why it answered so. Source: RETRIEVAL.md §4. */
export interface TurnContextRecord {
  readonly turn: string;
  readonly owner: string;
  readonly conversation: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Names the messages, memories and conversations that it was made from by their ids: by these it is found to be removed. */
  readonly data: JsonObject;
}

export interface TurnContexts {
  /** Null where none is kept, or the turn is another owner's. */
  context(owner: string, turn: string): Promise<TurnContextRecord | null>;
}

/** A write of the store; see `ports/store.ts`. */
export type TurnContextWrite =
  /**
   * Keeps the context; a second one of the turn takes its place. At most `most` of an owner are kept: the oldest go. They
   * MUST go, too, with their conversation, and with every conversation and memory that they name.
   */
  { readonly kind: 'context.keep'; readonly context: TurnContextRecord; readonly most: number };
