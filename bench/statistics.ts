/** The middle of some measurements and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** The value below which `percent` of the measurements lie (nearest rank); throws where there are none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const found = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (found === undefined) throw new Error('no measurements');
  return found;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('no measurements');
  return (lower + upper) / 2;
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values), count: values.length };
}

/**
 * Ratios of measurements that were taken in pairs. The machine's speed drifts by a third within an hour, so only
 * what was measured side by side may be divided; dividing two medians would mix pairs.
 */
export function pairedRatios(values: readonly number[], references: readonly number[]): number[] {
  return paired(values, references, (value, reference) => value / reference);
}

export function pairedDifferences(values: readonly number[], references: readonly number[]): number[] {
  return paired(values, references, (value, reference) => value - reference);
}

function paired(
  values: readonly number[],
  references: readonly number[],
  compare: (value: number, reference: number) => number,
): number[] {
  if (values.length !== references.length) throw new Error('measurements do not come in pairs');
  return values.map((value, index) => compare(value, references[index] ?? Number.NaN));
}
