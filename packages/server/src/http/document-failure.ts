import { ParlanceError } from '../engine/errors.ts';
import { ItemRefused } from '../ports/document-sources.ts';

/** What an upload that is not taken is to the one who sent it; other errors stay what they are. */
export function documentFailure(error: unknown, name: string): unknown {
  if (!(error instanceof ItemRefused)) return error;
  return new ParlanceError('payload_too_large', `${name}: ${error.message}`, { field: 'body.file', cause: error });
}
