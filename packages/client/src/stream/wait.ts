import type { Environment } from '../environment.ts';

export interface Wait {
  readonly milliseconds: number;
  /** True: it is over as well when the device is back online or in the foreground. */
  readonly endsOnReturn: boolean;
  /** It is over too when this aborts. */
  readonly signal: AbortSignal;
}

/** Resolves when the wait is over. */
export function wait(environment: Environment, { milliseconds, endsOnReturn, signal }: Wait): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stopTimer();
      stopListening();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stopTimer = environment.after(milliseconds, done);
    const stopListening = endsOnReturn ? environment.connectivity.onReturn(done) : () => undefined;
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
