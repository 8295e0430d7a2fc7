import type { IncomingMessage } from 'node:http';

/** Characters of an address, the query included: a message may stand in it. */
const MAX_ADDRESS = 65_535;
const MAX_HEADERS = 100;
/** Bytes of all headers as they were sent, without the line of the request. */
const MAX_HEADER_BYTES = 16_384;
/** `: ` and the end of the line. */
const BYTES_BETWEEN = 4;

/**
 * The most that the parser reads before a request exists, bytes. It is more than a request may have, so that those
 * that go a little too far are answered in the shape of their surface.
 */
export const MAX_HEAD_BYTES = 131_072;

/** What is too large of a request's head; null where nothing is. Source: FAULTS.md A02. */
export function headProblem({
  url = '',
  rawHeaders,
}: Pick<IncomingMessage, 'url' | 'rawHeaders'>): 'address_too_long' | 'headers_too_large' | null {
  if (url.length > MAX_ADDRESS) return 'address_too_long';
  if (rawHeaders.length / 2 > MAX_HEADERS) return 'headers_too_large';
  let bytes = 0;
  for (const text of rawHeaders) bytes += text.length;
  return bytes + (rawHeaders.length / 2) * BYTES_BETWEEN > MAX_HEADER_BYTES ? 'headers_too_large' : null;
}
