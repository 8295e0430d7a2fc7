import type { DocumentKind } from '../../../ports/documents.ts';
import type { DocumentLimits } from '../limits.ts';
import { decodeText } from './decode-text.ts';
import { docxPages } from './docx.ts';
import { htmlPages, htmlTitle } from './html.ts';
import { binaryKindOf, textKindOf } from './kind-of.ts';
import { markdownText } from './markdown.ts';
import { shortHeading, type PageCollector } from './page-collector.ts';
import { readPdf } from './pdf.ts';
import { Refusal } from './refusal.ts';
import { csvText, xlsxPages } from './sheets.ts';

export interface ReadingOptions {
  readonly name: string;
  readonly limits: DocumentLimits;
}

/** Reads a document of any kind into `pages`. Throws `Refusal` where it cannot be read; see `DocumentReader`. */
export async function readDocument(
  bytes: Uint8Array,
  options: ReadingOptions,
  pages: PageCollector,
): Promise<{ readonly kind: DocumentKind; readonly title: string | null }> {
  const binary = binaryKindOf(bytes);
  const text = binary === null ? decodeText(bytes) : '';
  const kind = binary ?? textKindOf(text, options.name);
  const title = await readKind(kind, bytes, text, options.limits, pages);
  if (pages.isEmpty) throw new Refusal('unreadable', 'There is no text in it; pages that are pictures cannot be read.');
  return { kind, title: shortHeading(title) ?? (kind === 'csv' || kind === 'xlsx' ? null : pages.firstHeading) };
}

async function readKind(
  kind: DocumentKind,
  bytes: Uint8Array,
  text: string,
  limits: DocumentLimits,
  pages: PageCollector,
): Promise<string | null> {
  switch (kind) {
    case 'pdf':
      return await readPdf(bytes, limits, pages);
    case 'docx':
      for (const page of await docxPages(bytes, limits)) await pages.add(page.text, page.heading);
      return null;
    case 'xlsx':
      for (const sheet of await xlsxPages(bytes, limits)) await pages.add(sheet.text, sheet.name);
      return null;
    case 'html':
      for (const page of htmlPages(text)) await pages.add(page.text, page.heading);
      return htmlTitle(text);
    case 'csv':
      await pages.add(csvText(text), null);
      return null;
    case 'markdown':
      for (const part of text.split('\f')) {
        const page = markdownText(part);
        await pages.add(page.text, page.heading);
      }
      return null;
    case 'text':
      for (const part of text.split('\f')) await pages.add(part, null);
      return null;
  }
}
