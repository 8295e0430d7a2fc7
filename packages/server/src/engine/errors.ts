/** Every way in which a request or a turn can fail. HTTP status and wire text come from `http/error-table.ts`. */
export type ErrorCode =
  | 'validation'
  | 'ambiguous_address'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'insufficient_points'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'address_too_long'
  | 'headers_too_large'
  | 'unsupported_media_type'
  | 'invalid_cursor'
  | 'log_trimmed'
  | 'idempotency_mismatch'
  | 'conversation_busy'
  | 'webhook_disabled'
  | 'queue_full'
  | 'rate_limited'
  | 'overloaded'
  | 'shutting_down'
  | 'storage_unavailable'
  | 'storage_full'
  | 'upstream_unavailable'
  | 'upstream_rejected'
  | 'upstream_disconnected'
  | 'upstream_protocol'
  | 'upstream_stalled'
  | 'timeout'
  | 'interrupted'
  | 'internal';

/** A failure that a client may be told of by its code. `message` is safe to show. */
export class ParlanceError extends Error {
  readonly code: ErrorCode;
  /** The field of the request that is wrong, such as `body.message`. */
  readonly field: string | undefined;
  /** Seconds after which a repeat makes sense. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { field?: string; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ParlanceError';
    this.code = code;
    this.field = options.field;
    this.retryAfter = options.retryAfter;
  }
}
