/** By how much a delay may be shorter or longer, as a share of it, so that what failed together is not repeated together. */
const SPREAD = 0.2;

/** Milliseconds to wait after this many attempts; null after the last. `random` gives numbers from 0 to below 1. */
export function delayAfter(attempts: number, delaysMs: readonly number[], random: () => number): number | null {
  const delay = delaysMs[attempts - 1];
  return delay === undefined ? null : Math.round(delay * (1 - SPREAD + 2 * SPREAD * random()));
}
