import { type DialogueWeights, HALF_LIFE_DAYS } from './data/weights.ts';

const DAY_MS = 86_400_000;

export interface AgedMemory {
  readonly type: keyof typeof HALF_LIFE_DAYS;
  /** 1 to 5. */
  readonly importance: number;
  /** When it was said or shown last, milliseconds since the epoch. */
  readonly usedAt: number;
  readonly accessCount: number;
  readonly isCurrent: boolean;
}

/**
 * What a memory's match is multiplied by: age and importance decide between equals and no more, since a decay that could
 * do more costs recall; what is no longer so stands back, unless the past is asked for. Source: RETRIEVAL.md §1 and §4.
 */
export function memoryFactor(memory: AgedMemory, now: number, asksPast: boolean, weights: DialogueWeights): number {
  const { type, importance, usedAt, accessCount, isCurrent } = memory;
  const halfLife = HALF_LIFE_DAYS[type] * (1 + Math.log2(1 + accessCount));
  const freshness = 2 ** (-Math.max(0, now - usedAt) / DAY_MS / halfLife);
  const age = 1 - weights.decay + weights.decay * freshness;
  const weight = 1 - 2 * weights.importance + weights.importance * importance;
  return age * weight * (isCurrent || asksPast ? 1 : weights.superseded);
}
