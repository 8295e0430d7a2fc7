import { DocumentError } from '../ports/documents.ts';
import { ItemRefused } from '../ports/document-sources.ts';

/** Why this one document is not taken, as a sentence; null where the document is not at fault. */
export function refusalOf(error: unknown): string | null {
  if (error instanceof ItemRefused) return error.message;
  return error instanceof DocumentError && error.code !== 'aborted' ? error.message : null;
}
