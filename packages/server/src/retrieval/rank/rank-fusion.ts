/** One ranking of ids, best first, and how much it has to say. */
export interface RankedList {
  readonly ids: readonly string[];
  /** Default 1. */
  readonly weight?: number;
}

/** Joins rankings whose scores cannot be compared: each id gets `weight / (k + rank)` from each list it is in. */
export function fuseRanks(lists: readonly RankedList[], k = 60): ReadonlyMap<string, number> {
  const scores = new Map<string, number>();
  for (const { ids, weight = 1 } of lists) {
    ids.forEach((id, at) => scores.set(id, (scores.get(id) ?? 0) + weight / (k + at + 1)));
  }
  return scores;
}
