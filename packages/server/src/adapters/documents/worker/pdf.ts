import { getDocumentProxy, getMeta } from 'unpdf';
import type { DocumentLimits } from '../limits.ts';
import type { PageCollector } from './page-collector.ts';
import { BodySize, pdfPageText, type PdfRun } from './pdf-lines.ts';
import { Refusal } from './refusal.ts';

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

/** Hands the pages of a PDF over one by one; returns the title that it gives itself. Scripts in it are never run. */
export async function readPdf(bytes: Uint8Array, limits: DocumentLimits, pages: PageCollector): Promise<string | null> {
  const pdf = await open(bytes);
  try {
    if (pdf.numPages > limits.maxPages) throw new Refusal('too_large', `It has more than ${limits.maxPages} pages.`);
    const body = new BodySize();
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const runs = await readPage(pdf, number);
      const { text, heading } = pdfPageText(runs, body.with(runs));
      await pages.add(text, heading);
    }
    return await titleOf(pdf);
  } finally {
    await pdf.cleanup();
  }
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    return await getDocumentProxy(bytes, { verbosity: 0, useWorkerFetch: false });
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      throw new Refusal('unreadable', 'It is locked by a password.', { cause: error });
    }
    throw new Refusal('unreadable', 'The PDF is broken.', { cause: error });
  }
}

async function readPage(pdf: Pdf, number: number): Promise<readonly PdfRun[]> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  const runs: PdfRun[] = [];
  for (const item of items) {
    if (!('str' in item)) continue;
    const [, , skew = 0, height = 0, x = 0, y = 0] = item.transform.map(Number);
    runs.push({ text: item.str, x, y, width: item.width, size: Math.hypot(skew, height) });
  }
  page.cleanup();
  return runs;
}

async function titleOf(pdf: Pdf): Promise<string | null> {
  const { info } = await getMeta(pdf);
  const title: unknown = info['Title'];
  return typeof title === 'string' && title.trim() !== '' ? title.trim() : null;
}
