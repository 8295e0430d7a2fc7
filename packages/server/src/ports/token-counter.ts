/** Counts tokens where a provider did not. */
export interface TokenCounter {
  /** Tokens of `text`, as near to the usual tokenizers as is sensible; any text, of any length, in bounded time. */
  count(text: string): Promise<number>;
}

/** A common rule of thumb for English. */
const CHARACTERS_PER_TOKEN = 4;

/** A rough count at no cost, for budgets and for stopping in time; what is paid is counted by a `TokenCounter`. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
