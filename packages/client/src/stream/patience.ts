import { ClientError, toClientError } from '../errors.ts';
import { backoffMs } from './backoff.ts';
import type { Connection } from './connection.ts';
import type { StreamSettings } from './settings.ts';
import { wait } from './wait.ts';

/** A server that asks for a longer pause than this is not waited for: a person should know and decide. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/** Decides after each failure whether to go on, and waits before that. */
export interface Patience {
  /** Resolves when it is time to try again; rejects with the error where trying again is no use or has lasted too long. */
  readonly waitAfter: (error: unknown) => Promise<void>;
  /** Something arrived: the next failure is a first one again. */
  readonly restore: () => void;
}

export function createPatience(
  settings: Pick<StreamSettings, 'environment' | 'backoff' | 'patienceMs'>,
  onConnection: (connection: Connection) => void,
  signal: AbortSignal,
): Patience {
  const { environment, backoff, patienceMs } = settings;
  let attempt = 0;
  let waited = 0;
  return {
    waitAfter: async (thrown) => {
      const error = toClientError(thrown);
      if (signal.aborted) throw closed(error);
      if (!isWorthWaiting(error) || waited >= patienceMs) throw error;
      const milliseconds = Math.max(backoffMs(attempt, environment.random(), backoff), error.retryAfterMs ?? 0);
      attempt += 1;
      waited += milliseconds;
      const isOffline = !environment.connectivity.isOnline();
      onConnection({ state: 'waiting', retryAt: environment.now() + milliseconds, cause: error, isOffline });
      // A server that names a time means it, wherever this device has been.
      await wait(environment, { milliseconds, endsOnReturn: error.retryAfterMs === undefined, signal });
      if (signal.aborted) throw closed(error);
    },
    restore: () => {
      attempt = 0;
      waited = 0;
    },
  };
}

function closed(cause: ClientError): ClientError {
  return new ClientError('closed', 'The stream was closed.', { cause });
}

function isWorthWaiting(error: ClientError): boolean {
  return error.isPassing && (error.retryAfterMs ?? 0) <= LONGEST_RETRY_AFTER_MS;
}
