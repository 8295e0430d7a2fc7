/** Counts tokens where a provider did not. */
export interface TokenCounter {
  /** Tokens of `text`, as near to the usual tokenizers as is sensible; any text, of any length, in bounded time. */
  count(text: string): Promise<number>;
}
