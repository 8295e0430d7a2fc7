import type { Clock } from '../../../ports/clock.ts';

/** A part of what is recalled that there will be no answer from. */
export interface RecallFailure {
  readonly part: string;
  readonly reason: 'late' | 'failed';
  /** For logs only. */
  readonly cause: unknown;
}

/** What the work found; or why nothing came of it within `limitMs`. Never rejects. */
export function within<T>(
  clock: Pick<Clock, 'after'>,
  limitMs: number,
  part: string,
  work: () => Promise<T>,
): Promise<{ readonly value: T } | RecallFailure> {
  return new Promise((resolve) => {
    const cancelTimer = clock.after(limitMs, () => {
      resolve({ part, reason: 'late', cause: new Error(`It took longer than ${limitMs} ms.`) });
    });
    work()
      .then(
        (value) => resolve({ value }),
        (cause: unknown) => resolve({ part, reason: 'failed', cause }),
      )
      .finally(cancelTimer);
  });
}
