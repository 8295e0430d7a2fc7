import type { Api } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { BackoffOptions } from './backoff.ts';

/** What every stream of one client shares. */
export interface StreamSettings {
  readonly api: Api;
  readonly environment: Environment;
  readonly backoff: BackoffOptions;
  /** Milliseconds of silence after which a connection counts as dead. */
  readonly silenceLimitMs: number;
  /** Milliseconds of waiting in a row, sleep of the device not counted, after which a stream gives up. */
  readonly patienceMs: number;
}
