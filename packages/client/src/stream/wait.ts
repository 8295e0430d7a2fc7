import type { Environment } from '../environment.ts';

/** Resolves after `milliseconds`, when the device is back online or in the foreground, or when the signal aborts. */
export function waitOrReturn(environment: Environment, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stopTimer();
      stopListening();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stopTimer = environment.after(milliseconds, done);
    const stopListening = environment.connectivity.onReturn(done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
