import type { DocumentKind } from '../../../ports/documents.ts';
import { Refusal } from './refusal.ts';
import { namesIn } from './unpack.ts';

const PDF_HEAD = 1_024;
const TEXT_HEAD = 4_096;

/** The kind that the bytes themselves show; null: some text, see `textKindOf`. Names are not believed here. */
export function binaryKindOf(bytes: Uint8Array): 'pdf' | 'docx' | 'xlsx' | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, PDF_HEAD)).toString('latin1');
  // Readers of PDF take files with something before the mark.
  if (head.includes('%PDF-')) return 'pdf';
  if (!head.startsWith('PK\u0003\u0004')) return null;
  const names = new Set(namesIn(bytes));
  if (names.has('word/document.xml')) return 'docx';
  if (names.has('xl/workbook.xml')) return 'xlsx';
  throw new Refusal('unreadable', 'The archive is neither a DOCX nor an XLSX file.');
}

const HTML_START = /^\s{0,1000}(?:<\?xml[^>]{0,200}>\s{0,100})?<(?:!doctype\s{1,10}html|html|head|body)\b/i;

/** Which kind of text: HTML shows it, the others are told apart by the ending of the name. */
export function textKindOf(text: string, name: string): Exclude<DocumentKind, 'pdf' | 'docx' | 'xlsx'> {
  if (HTML_START.test(text.slice(0, TEXT_HEAD))) return 'html';
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (ending === 'html' || ending === 'htm' || ending === 'xhtml') return 'html';
  if (ending === 'md' || ending === 'markdown') return 'markdown';
  if (ending === 'csv' || ending === 'tsv') return 'csv';
  return 'text';
}
