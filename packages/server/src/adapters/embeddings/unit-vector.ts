/** The vector of this direction and length 1; empty where it has no direction. */
export function unitVector(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values);
  return length > 0 && Number.isFinite(length)
    ? Float32Array.from(values, (value) => value / length)
    : new Float32Array();
}
