import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { Clock } from '../../../ports/clock.ts';
import type { Model } from '../../../ports/model.ts';
import { DEFAULT_TIME_LIMITS, type TimeLimits } from '../time-limits.ts';
import { Reading } from './reading.ts';

export interface AiSdkOptions {
  /** As it is recorded in usage. */
  readonly provider: string;
  /** The provider's model of this name, such as `(name) => mistral(name)`. */
  readonly languageModel: (name: string) => LanguageModelV4;
  readonly clock: Clock;
  /** Default `DEFAULT_TIME_LIMITS`, field by field; connecting counts into the time until the first token. */
  readonly timeLimits?: Partial<TimeLimits>;
}

/**
 * Any provider of the AI SDK, for those whose wire is not spoken here. It costs several times the CPU of a wire of
 * our own, and it connects by its own means, so it follows redirects where they do.
 */
export function createAiSdkModel({ provider, languageModel, clock, timeLimits }: AiSdkOptions): Model {
  const limits = { ...DEFAULT_TIME_LIMITS, ...timeLimits };
  return {
    provider,
    stream: (request, sink, signal) =>
      new Promise((resolve, reject) => {
        const reading = new Reading({ provider, languageModel, clock, limits, request, sink, signal, resolve, reject });
        reading.begin();
      }),
  };
}
