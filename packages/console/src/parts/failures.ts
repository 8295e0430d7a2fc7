import { ClientError } from '@parlance/client';

/** Whatever was thrown, as an error that says what to do. Everything else than the client's own is a fault of this page. */
export function asClientError(thrown: unknown): ClientError {
  if (thrown instanceof ClientError) return thrown;
  return new ClientError('protocol', 'The page has met something that it does not know.', { cause: thrown });
}
