import type { StoreUnavailable } from '../ports/store.ts';
import { ParlanceError } from './errors.ts';

/** What a client is told when the store cannot be used. Source: TURN.md 31. */
export function storageError(error: StoreUnavailable): ParlanceError {
  return error.kind === 'full'
    ? new ParlanceError('storage_full', 'The server has no space left.', { retryAfter: 60, cause: error })
    : new ParlanceError('storage_unavailable', 'The server cannot store anything at the moment.', {
        retryAfter: 2,
        cause: error,
      });
}
