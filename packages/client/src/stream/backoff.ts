export interface BackoffOptions {
  /** Milliseconds before the first repeat. Default 400. */
  readonly firstMs?: number;
  /** The longest wait, milliseconds. Default 10,000. */
  readonly longestMs?: number;
}

/**
 * Milliseconds to wait before repeat number `attempt` (from 0): doubled each time up to a limit, and then a random
 * part between half and the whole of it, so that a thousand clients of a server that was restarted do not come back as one.
 */
export function backoffMs(attempt: number, random: number, options: BackoffOptions = {}): number {
  const { firstMs = 400, longestMs = 10_000 } = options;
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(whole * (0.5 + random / 2));
}
