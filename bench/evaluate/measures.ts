/** Share of what answers that is among the first `k`. */
export function recall(found: readonly string[], evidence: ReadonlyMap<string, number>, k: number): number {
  const hits = new Set(found.slice(0, k)).intersection(new Set(evidence.keys())).size;
  return hits / evidence.size;
}

/** Normalised discounted cumulative gain. Source: Järvelin and Kekäläinen, 2002. */
export function ndcg(found: readonly string[], evidence: ReadonlyMap<string, number>, k: number): number {
  const gain = (grades: readonly number[]): number =>
    grades.slice(0, k).reduce((sum, grade, at) => sum + grade / Math.log2(at + 2), 0);
  const best = gain([...evidence.values()].sort((a, b) => b - a));
  return best === 0 ? 0 : gain([...new Set(found)].map((place) => evidence.get(place) ?? 0)) / best;
}
