import type { TokenCounter } from '../../ports/token-counter.ts';

/** A run without white space makes the merge loop quadratic; nobody's token is longer than this. */
const LONGEST_RUN = /\S{1000}/g;

/**
 * Counts by OpenAI's o200k vocabulary, which is loaded with the first count: it takes longer to load than a server
 * to start, and most turns bring the provider's own numbers.
 */
export class GptTokenizer implements TokenCounter {
  #encoding: Promise<{ countTokens: (text: string) => number }> | null = null;

  async count(text: string): Promise<number> {
    if (text === '') {
      return 0;
    }
    this.#encoding ??= load();
    const { countTokens } = await this.#encoding;
    return countTokens(text.replaceAll(LONGEST_RUN, '$& '));
  }
}

async function load(): Promise<{ countTokens: (text: string) => number }> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  // Text that looks like a special token is a user's text, and counted as such.
  return { countTokens: (text) => countTokens(text, { allowedSpecial: 'all' }) };
}
