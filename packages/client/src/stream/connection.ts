import type { ClientError } from '../errors.ts';

/** How a stream is connected; its own business, since nothing is lost while it is not. */
export type Connection =
  | { readonly state: 'connecting' }
  /** Events come, or heartbeats do. */
  | { readonly state: 'open' }
  /** Broken: it is tried again at `retryAt` (milliseconds since the epoch), or sooner when the device comes back. */
  | { readonly state: 'waiting'; readonly retryAt: number; readonly cause: ClientError; readonly isOffline: boolean }
  /** Over: the turn has ended, or the stream was closed or refused. */
  | { readonly state: 'closed' };

export const CONNECTING: Connection = { state: 'connecting' };
export const OPEN: Connection = { state: 'open' };
export const CLOSED: Connection = { state: 'closed' };
