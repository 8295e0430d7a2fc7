/** Makes the server forget a user. */
export interface Erasure {
  /**
   * Cancels what runs for the owner, and removes everything of theirs: conversations with all that was made of them,
   * memories, files, documents, settings, points, and what waits to be told to their webhooks. Once it resolves, no byte
   * that they wrote is left in what the server keeps. Tokens stay valid, and revoked ones revoked. A repeat is fine, also
   * after a failure. Rejects with `conversation_busy` where new messages keep coming. Source: RETRIEVAL.md §3.6.
   */
  erase(owner: string): Promise<void>;
}
