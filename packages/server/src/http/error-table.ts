import type { ErrorCode } from '../engine/errors.ts';

/** What a client is told of a failure. */
export interface ErrorEntry {
  readonly status: number;
  /** What happened, in a few words; the same for every failure of this code. */
  readonly title: string;
  /** Said where a failure has no words of its own that are safe to show. */
  readonly text: string;
}

/** The only place that turns an error code into an HTTP status and words. Source: STYLE.md rule 8. */
export const ERROR_TABLE = {
  validation: { status: 400, title: 'Validation error', text: 'The request is not valid.' },
  ambiguous_address: {
    status: 400,
    title: 'Ambiguous address',
    text: 'The body fits more than one system here. Send it to the mount of the one that is meant.',
  },
  unauthenticated: { status: 401, title: 'Not authenticated', text: 'A valid bearer token is needed.' },
  forbidden: { status: 403, title: 'Forbidden', text: 'This request is not allowed from here.' },
  insufficient_points: {
    status: 402,
    title: 'Not enough points',
    text: 'There are not enough points for this message.',
  },
  not_found: { status: 404, title: 'Not found', text: 'There is nothing here by this name.' },
  method_not_allowed: { status: 405, title: 'Method not allowed', text: 'This address does not take this method.' },
  payload_too_large: { status: 413, title: 'Payload too large', text: 'The request body is larger than 1 MB.' },
  address_too_long: { status: 414, title: 'Address too long', text: 'The address is longer than 64 KB.' },
  headers_too_large: {
    status: 431,
    title: 'Headers too large',
    text: 'The request has more than 100 headers, or more than 16 KB of them.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    text: 'Send the body as application/json.',
  },
  invalid_cursor: { status: 400, title: 'Invalid cursor', text: 'This is not a cursor of this stream.' },
  log_trimmed: {
    status: 410,
    title: 'Stream no longer kept',
    text: 'The events of this turn outlived their retention; its message is still stored.',
  },
  idempotency_mismatch: {
    status: 422,
    title: 'Idempotency key reused',
    text: 'This idempotency key was used with another body.',
  },
  conversation_busy: {
    status: 409,
    title: 'Conversation busy',
    text: 'Another turn of this conversation is running.',
  },
  webhook_disabled: {
    status: 409,
    title: 'Webhook switched off',
    text: 'The webhook is switched off, so nothing is sent. Switch it on, then send the message again.',
  },
  queue_full: {
    status: 429,
    title: 'Too many waiting turns',
    text: 'Too many turns of this conversation are waiting.',
  },
  rate_limited: { status: 429, title: 'Too many requests', text: 'Too many requests. Try again a little later.' },
  overloaded: { status: 503, title: 'Overloaded', text: 'The server is busy. Try again a little later.' },
  shutting_down: { status: 503, title: 'Shutting down', text: 'The server is stopping. Try again a little later.' },
  storage_unavailable: {
    status: 503,
    title: 'Storage unavailable',
    text: 'The server cannot store anything now. Try again a little later.',
  },
  storage_full: { status: 507, title: 'Storage full', text: 'The server has no space left to store anything.' },
  upstream_unavailable: {
    status: 502,
    title: 'Model unavailable',
    text: 'The language model could not be reached. Try again a little later.',
  },
  upstream_rejected: {
    status: 502,
    title: 'Model refused the request',
    text: 'The language model did not accept the request.',
  },
  upstream_disconnected: {
    status: 502,
    title: 'Model disconnected',
    text: 'The language model broke off in the middle of the answer.',
  },
  upstream_protocol: {
    status: 502,
    title: 'Model not understood',
    text: 'The language model sent something that could not be understood.',
  },
  upstream_stalled: {
    status: 504,
    title: 'Model silent',
    text: 'The language model stopped answering.',
  },
  timeout: {
    status: 504,
    title: 'Timed out',
    text: 'The answer took too long. Try a shorter message, or try again later.',
  },
  interrupted: { status: 500, title: 'Interrupted', text: 'The server was restarted in the middle of the answer.' },
  internal: { status: 500, title: 'Internal error', text: 'Something went wrong here. It has been logged.' },
} as const satisfies Record<ErrorCode, ErrorEntry>;

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_TABLE, code);
}

/** The HTTP status of a stored failure; codes that this version does not know are internal errors. */
export function statusOf(code: string): number {
  return ERROR_TABLE[isErrorCode(code) ? code : 'internal'].status;
}
