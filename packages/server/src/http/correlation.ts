import type { Ids } from '../ports/ids.ts';

export const CORRELATION_HEADER = 'x-correlation-id';

const ACCEPTABLE = /^[A-Za-z0-9_.-]{1,128}$/;

/**
 * The id by which one request is found again in every response, event, log line and upstream call: the client's own
 * where it is short and plain, else a new one. Source: CONTRACT.md §2.2, FAULTS.md A07.
 */
export function correlationIdOf(header: string | string[] | undefined, ids: Ids): string {
  return typeof header === 'string' && ACCEPTABLE.test(header) ? header : ids.next();
}
