import { createAnswerCache, type AnswerCacheParts } from '../capabilities/cache/answer-cache.ts';
import type { Capability } from '../engine/capability.ts';

/** Capabilities that do not change what an answer is made of. */
const NEUTRAL: ReadonlySet<string> = new Set(['cache', 'metering']);

/**
 * The cache of answers, for the assistants that list it. Throws where one lists what a kept answer would know nothing of,
 * such as a guide or a memory: its repeat would be wrong, not only old.
 */
export function configureCache(parts: AnswerCacheParts): Capability {
  for (const { name, capabilities } of parts.assistants.list()) {
    const other = capabilities.includes('cache') ? capabilities.find((each) => !NEUTRAL.has(each)) : undefined;
    if (other !== undefined) {
      throw new Error(
        `The assistant "${name}" cannot be used: "cache" cannot keep answers that "${other}" takes part in.`,
      );
    }
  }
  return createAnswerCache(parts);
}
