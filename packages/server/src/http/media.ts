import type { FastifyReply } from 'fastify';
import { ParlanceError, type ErrorCode } from '../engine/errors.ts';
import { MediaError, type MediaErrorCode, type MediaReference } from '../ports/media.ts';
import type { StoredPart } from '../ports/records.ts';
import type { Services } from './services.ts';

/** What a file that cannot be taken is to the one who uploads it. */
const UPLOAD_CODES = {
  not_found: 'not_found',
  too_large: 'payload_too_large',
  unsupported: 'unsupported_media_type',
  unreadable: 'validation',
  unreachable: 'validation',
} as const satisfies Record<MediaErrorCode, ErrorCode>;

export function uploadFailure(error: unknown, field: string): unknown {
  if (!(error instanceof MediaError)) return error;
  return new ParlanceError(UPLOAD_CODES[error.code], error.message, { field, cause: error });
}

/**
 * The way to the parts for files that a request names, for `AcceptRequest.media`. A file that is not there is
 * `not_found`; every other that cannot be taken is a fault of the request, at `field[index]`. Ends when the client leaves.
 */
export function mediaOf(
  { media }: Pick<Services, 'media'>,
  reply: FastifyReply,
  files: readonly MediaReference[],
  field: string,
): () => Promise<readonly StoredPart[]> {
  return async () => {
    if (files.length === 0) return [];
    try {
      return await media.resolve(reply.request.identity.owner, files, signalOf(reply));
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      const code = error.code === 'not_found' ? 'not_found' : 'validation';
      throw new ParlanceError(code, error.message, { field: `${field}[${error.index ?? 0}]`, cause: error });
    }
  };
}

/** Aborts when the client is gone before it was answered. */
export function signalOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  return gone.signal;
}
