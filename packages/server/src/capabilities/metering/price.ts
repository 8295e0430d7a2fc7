import { z } from 'zod';
import type { ModelUsage } from '../../ports/model.ts';

/** Far above every real price, and low enough that a sum of products stays an exact integer. */
const MAX_WEIGHT = 1_000_000;
const MAX_TOKENS = 1_000_000_000;

const weight = z.int().min(0).max(MAX_WEIGHT);

/**
 * What a model costs. A token of each kind weighs so much; `tokensPerPoint` of weight cost one point. All numbers are
 * whole, so that a price is exact and the same on every machine.
 */
export const priceSchema = z.strictObject({
  tokensPerPoint: z.int().min(1).max(MAX_WEIGHT),
  input: weight.default(1),
  /** Input that the provider had cached. */
  cachedInput: weight.optional(),
  output: weight.default(1),
  /** Points for each image or file that is sent along. */
  media: weight.default(0),
  /** Points of a turn that generated anything. */
  minimum: weight.default(1),
  /** Points of an answer that came from the cache of answers. */
  cachedAnswer: weight.default(1),
});

export type Price = z.output<typeof priceSchema>;

/** 30 tokens of any kind cost a point, and no answer is free. Source: CONTRACT.md §2.3. */
export const DEFAULT_PRICE: Price = priceSchema.parse({ tokensPerPoint: 30 });

/** The provider's name in the usage of an answer that no model was asked for. */
export const ANSWER_CACHE = 'cache';

export interface Priced extends ModelUsage {
  readonly provider: string;
  /** Images and files in the user's message. */
  readonly media: number;
}

/** Whole points, rounded up. */
export function priceOf(price: Price, usage: Priced): number {
  const { media, minimum, tokensPerPoint } = price;
  if (usage.provider === ANSWER_CACHE) {
    return price.cachedAnswer;
  }
  const input = countable(usage.input);
  const cached = Math.min(input, countable(usage.cachedInput ?? 0));
  const weighed =
    (input - cached) * price.input +
    cached * (price.cachedInput ?? price.input) +
    countable(usage.output) * price.output;
  return Math.max(minimum, Math.ceil(weighed / tokensPerPoint) + media * usage.media);
}

/** The most output tokens that `points` pay for beside the input; 0 where they do not pay for one. */
export function affordableOutput(price: Price, points: number, input: Omit<Priced, 'output'>): number {
  if (price.output === 0) {
    return priceOf(price, { ...input, output: 0 }) <= points ? MAX_TOKENS : 0;
  }
  const spare = (points - price.media * input.media) * price.tokensPerPoint - countable(input.input) * price.input;
  return Math.max(0, Math.min(MAX_TOKENS, Math.floor(spare / price.output)));
}

/** Providers have reported negative and absurd numbers; a bill must not follow them. Source: FAULTS.md U13. */
function countable(tokens: number): number {
  return Number.isFinite(tokens) ? Math.min(MAX_TOKENS, Math.max(0, Math.ceil(tokens))) : 0;
}
