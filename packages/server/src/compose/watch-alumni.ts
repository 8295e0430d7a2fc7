import type { AlumniDirectory } from '../ports/alumni.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';

/** How long nobody is asked after a failure, and how long until the next try. */
const PAUSE_MS = 10_000;

export interface WatchedAlumni extends AlumniDirectory {
  /** False from a failure until a try succeeds. */
  available(): boolean;
}

/**
 * The directory, which is asked once at once and after a failure only by a try every 10 s: meanwhile `find` rejects
 * without waiting, so that no answer is slower because the alumni are away. `onChange` hears of each change.
 */
export function watchAlumni(
  directory: AlumniDirectory,
  clock: Clock,
  onChange: (available: boolean, error: unknown) => void,
): WatchedAlumni {
  let available = true;
  let closed = false;
  let cancelTimer: CancelTimer = () => undefined;
  const fail = (error: unknown): void => {
    if (closed) return;
    if (available) onChange(false, error);
    available = false;
    cancelTimer();
    cancelTimer = clock.after(PAUSE_MS, tryAgain);
  };
  const succeed = (): void => {
    if (!available) onChange(true, undefined);
    available = true;
  };
  tryAgain();
  return {
    find: async (query) => {
      if (!available) throw new Error('The alumni could not be asked a moment ago.');
      try {
        return await directory.find(query);
      } catch (error) {
        fail(error);
        throw error;
      }
    },
    ping: () => directory.ping(),
    available: () => available,
    close: () => {
      closed = true;
      cancelTimer();
      return directory.close();
    },
  };

  function tryAgain(): void {
    directory.ping().then(succeed, fail);
  }
}
