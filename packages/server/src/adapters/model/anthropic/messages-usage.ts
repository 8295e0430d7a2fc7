import type { ModelUsage } from '../../../ports/model.ts';
import { isCount, isRecord } from '../json.ts';

/**
 * Puts the usage of a Messages stream together: input is counted at its beginning, output at its end, and each
 * report replaces only the fields that it has.
 *
 * The service counts cached input apart from `input_tokens`; here `input` is the sum, as it is with other providers.
 */
export class MessagesUsage {
  #fresh: number | undefined;
  #written = 0;
  #read: number | undefined;
  #output: number | undefined;

  /** Takes the input from the report at the beginning. Its output is a placeholder: nothing has been said yet. */
  begin(reported: unknown): void {
    if (isRecord(reported)) this.report({ ...reported, output_tokens: undefined });
  }

  /** The usage as known after this report; undefined as long as a part of it is missing. */
  report(reported: unknown): ModelUsage | undefined {
    if (!isRecord(reported)) return undefined;
    this.#fresh = countOr(reported.input_tokens, this.#fresh);
    this.#written = countOr(reported.cache_creation_input_tokens, this.#written);
    this.#read = countOr(reported.cache_read_input_tokens, this.#read);
    this.#output = countOr(reported.output_tokens, this.#output);
    if (this.#fresh === undefined || this.#output === undefined) return undefined;
    const input = this.#fresh + this.#written + (this.#read ?? 0);
    return { input, output: this.#output, ...(this.#read === undefined ? {} : { cachedInput: this.#read }) };
  }
}

function countOr<Otherwise>(value: unknown, otherwise: Otherwise): number | Otherwise {
  return isCount(value) ? value : otherwise;
}
