/**
 * Scores of texts in their order, each with a share of what stands around it: `shares[0]` of the texts beside it,
 * `shares[1]` of those one further, and so on.
 */
export function withNeighbours(scores: readonly number[], shares: readonly number[]): readonly number[] {
  return scores.map((score, at) =>
    shares.reduce(
      (sum, share, distance) => sum + share * ((scores[at - distance - 1] ?? 0) + (scores[at + distance + 1] ?? 0)),
      score,
    ),
  );
}
