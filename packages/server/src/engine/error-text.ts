import type { ErrorCode } from './errors.ts';

/** What a user is told of a turn that failed after it began. Safe by construction: nothing of the cause is in it. */
const TURN_FAILURES: Partial<Record<ErrorCode, { text: string; retryable: boolean }>> = {
  storage_unavailable: { text: 'The answer could not be stored. Please try again.', retryable: true },
  storage_full: { text: 'The server has no space left to store the answer.', retryable: true },
  upstream_unavailable: {
    text: 'The language model cannot be reached at the moment. Please try again.',
    retryable: true,
  },
  upstream_rejected: {
    text: 'The language model refused the request. Please tell the operator of this server.',
    retryable: false,
  },
  upstream_disconnected: {
    text: 'The language model broke off in the middle of the answer. What came before is kept.',
    retryable: true,
  },
  upstream_protocol: { text: 'The language model sent something unreadable.', retryable: true },
  upstream_stalled: {
    text: 'The language model stopped sending. What came before is kept.',
    retryable: true,
  },
  timeout: { text: 'The answer took longer than the time limit. What came before is kept.', retryable: true },
  interrupted: {
    text: 'The server was stopped in the middle of the answer. What came before is kept.',
    retryable: true,
  },
};

const UNEXPECTED = { text: 'Something went wrong in this server. Please try again.', retryable: true };

/** The sentence and the advice that a `turn.failed` event carries for `code`. */
export function turnFailure(code: ErrorCode): { readonly text: string; readonly retryable: boolean } {
  return TURN_FAILURES[code] ?? UNEXPECTED;
}
