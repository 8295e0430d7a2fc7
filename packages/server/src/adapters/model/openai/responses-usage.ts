import type { ModelUsage } from '../../../ports/model.ts';
import { isCount, isRecord } from '../json.ts';

/** The usage of a response exactly as it was counted, an explicit 0 included; undefined where it cannot be true. */
export function responsesUsage(reported: unknown): ModelUsage | undefined {
  if (!isRecord(reported)) return undefined;
  const { input_tokens: input, output_tokens: output, input_tokens_details: details } = reported;
  if (!isCount(input) || !isCount(output)) return undefined;
  const cachedInput = isRecord(details) ? details.cached_tokens : undefined;
  return isCount(cachedInput) ? { input, output, cachedInput } : { input, output };
}
