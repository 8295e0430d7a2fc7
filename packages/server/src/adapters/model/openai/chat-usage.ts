import type { ModelUsage } from '../../../ports/model.ts';
import { isCount, isRecord } from '../json.ts';

/**
 * The usage of a chunk exactly as the provider counted it, an explicit 0 included; undefined where it is not a pair
 * of counts, because a number that cannot be true must not be billed.
 */
export function chatUsage(reported: unknown): ModelUsage | undefined {
  if (!isRecord(reported)) return undefined;
  const { prompt_tokens: input, completion_tokens: output, prompt_tokens_details: details } = reported;
  if (!isCount(input) || !isCount(output)) return undefined;
  const cachedInput = isRecord(details) ? details.cached_tokens : undefined;
  return isCount(cachedInput) ? { input, output, cachedInput } : { input, output };
}
