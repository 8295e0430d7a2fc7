import { createHash } from 'node:crypto';

/** Grows when documents are read differently, so that all are read again. */
const READER_VERSION = 1;

/** The id of what a source calls `key`: the same at every look and after every start. */
export function documentId(source: string, key: string): string {
  return uuidOf('document', source, key);
}

/** The id of one state of a document: a process that comes back goes on with the generation that it left. */
export function generationId(document: string, stamp: string): string {
  return uuidOf('generation', document, versioned(stamp));
}

/** What is kept with a generation: what the source saw, and what the bytes were. */
export function fingerprintOf(stamp: string, hash: string): string {
  return `${versioned(stamp)} ${hash}`;
}

export function hasStamp(fingerprint: string, stamp: string): boolean {
  return fingerprint.startsWith(`${versioned(stamp)} `);
}

/** Whether a fingerprint is of these bytes, read as they are read now. */
export function hasHash(fingerprint: string, hash: string): boolean {
  return fingerprint.startsWith(`v${READER_VERSION} `) && fingerprint.endsWith(` ${hash}`);
}

function versioned(stamp: string): string {
  return `v${READER_VERSION} ${stamp}`;
}

function uuidOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  // Version 8: made by a rule of one's own (RFC 9562).
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
