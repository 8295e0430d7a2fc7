import { isRecord, parseRecord } from './json.ts';

/** `context_length_exceeded`, `INVALID_ARGUMENT`, `DeploymentNotFound`: letters, and nothing that a sentence has. */
const MACHINE_WORD = /^(?:[a-z]{2,20}(?:_(?:[a-z]{1,20}|\d{1,4})){1,6}|[A-Z]{2,20}(?:_[A-Z]{1,20}){1,6}|(?:[A-Z][a-z]{1,20}){2,6})$/; // prettier-ignore

/**
 * What a provider's own error says in words for machines: ` (invalid_request_error, context_length_exceeded)`, or ''.
 * Its sentences are left out wherever they stand: they quote the prompt, our key and whatever else was sent.
 * Source: FAULTS.md U03 and S13.
 */
export function machineWords(said: unknown): string {
  const record = typeof said === 'string' ? parseRecord(said) : said;
  if (!isRecord(record)) return '';
  const error = isRecord(record.error) ? record.error : record;
  const words = [error.type, error.code, error.status].filter(
    (word): word is string => typeof word === 'string' && MACHINE_WORD.test(word),
  );
  return words.length === 0 ? '' : ` (${[...new Set(words)].join(', ')})`;
}

/** `req_…` or a UUID: by which the provider finds the request again. */
const REQUEST_ID = /^(?:req_[A-Za-z0-9]{1,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The provider's own number of a request, as `, its request req_…`; '' where it sent none of a usual form. */
export function requestIdIn(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const id = headers['x-request-id'] ?? headers['request-id'];
  return typeof id === 'string' && REQUEST_ID.test(id) ? `, its request ${id}` : '';
}
