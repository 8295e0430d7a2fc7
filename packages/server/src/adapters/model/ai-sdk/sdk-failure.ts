import { ModelError } from '../../../ports/model.ts';
import { isRecord } from '../json.ts';
import { retryAfterSeconds } from '../retry-after.ts';

/**
 * What an AI SDK provider threw, or put into its stream, as one of our errors. Its own words are left out: they quote
 * bodies and headers, and the keys in them are not known here.
 */
export function failureOf(error: unknown, provider: string, began: boolean, now: number): ModelError {
  if (error instanceof ModelError) return error;
  const name = error instanceof Error ? error.name : typeof error;
  const status = isRecord(error) && typeof error.statusCode === 'number' ? error.statusCode : undefined;
  if (status !== undefined && status >= 300) return refusal(error, provider, status, now);
  if (UNREADABLE.has(name))
    return new ModelError('upstream_protocol', `${provider} sent something unreadable (${name})`);
  return began
    ? new ModelError('upstream_disconnected', `${provider} broke off in mid-answer (${name})`)
    : new ModelError('upstream_unavailable', `${provider} could not be reached (${name})`);
}

function refusal(error: unknown, provider: string, status: number, now: number): ModelError {
  const said = `${provider} answered ${status}`;
  if (status === 429 || status >= 500) {
    const retryAfter = retryAfterSeconds(headersOf(error), now);
    const wait = retryAfter === undefined ? {} : { retryAfter };
    return new ModelError('upstream_unavailable', said, { status, ...wait });
  }
  return new ModelError(status >= 400 ? 'upstream_rejected' : 'upstream_protocol', said, { status });
}

function headersOf(error: unknown): Record<string, string> {
  const headers = isRecord(error) && isRecord(error.responseHeaders) ? error.responseHeaders : {};
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** Names of the AI SDK's errors for a body that is not what it should be. */
const UNREADABLE: ReadonlySet<string> = new Set([
  'AI_JSONParseError',
  'AI_TypeValidationError',
  'AI_EmptyResponseBodyError',
]);
