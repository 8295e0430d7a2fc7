import { writePdf, type PdfText } from '../../../../../scripts/documents/write-pdf.ts';

/** A line at the left of a page, `row` lines from its top. */
export function line(text: string, row: number, size = 10): PdfText {
  return { text, x: 50, y: 800 - row * 14, size };
}

/** The cells of a row of a table on a page. */
export function row(cells: readonly string[], at: number): readonly PdfText[] {
  return cells.map((text, column) => ({ text, x: 50 + column * 140, y: 800 - at * 14, size: 10 }));
}

/** A PDF of `count` pages of prose, each with words of its own. */
export function longPdf(count: number): Uint8Array {
  const pages = Array.from({ length: count }, (_, page) => [
    line(`Section ${page + 1}`, 0, 18),
    ...Array.from({ length: 45 }, (_unused, at) =>
      line(
        `Line ${at} of page ${page + 1} tells of vessel ${page * 45 + at}, its cargo, its crew and its harbour.`,
        at + 3,
      ),
    ),
  ]);
  return writePdf({ title: 'A long report', pages });
}
