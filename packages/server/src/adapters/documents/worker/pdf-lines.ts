/** A run of characters as it stands on a page; from the left and from the bottom, in points. */
export interface PdfRun {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
}

interface Line {
  readonly y: number;
  readonly size: number;
  readonly runs: PdfRun[];
}

/** Runs this far apart, in heights of the letters, are columns of a table. */
const COLUMN_GAP = 1.2;
const WORD_GAP = 0.15;
/** How much larger than the text of its page a heading is. */
const HEADING_SIZE = 1.15;
const HEADING_CHARACTERS = 200;

/** The text of a page, line by line, the cells of a table apart by ` | `, and the first heading. */
export function pdfPageText(
  runs: readonly PdfRun[],
  body: number,
): { readonly text: string; readonly heading: string | null } {
  const lines = linesOf(runs.filter(({ text }) => text.trim() !== ''));
  const heading = lines.find(
    (line) => line.size > body * HEADING_SIZE && /\p{L}{2}/u.test(lineText(line).slice(0, HEADING_CHARACTERS)),
  );
  const text: string[] = [];
  let last: Line | null = null;
  for (const line of lines) {
    // More room above than lines of one paragraph have.
    if (last !== null && last.y - line.y > 1.9 * Math.max(line.size, last.size)) text.push('');
    text.push(lineText(line));
    last = line;
  }
  return { text: text.join('\n'), heading: heading === undefined ? null : lineText(heading) };
}

/** Runs in the order of the file, which is the order of reading wherever columns of prose stand side by side. */
function linesOf(runs: readonly PdfRun[]): readonly Line[] {
  const lines: Line[] = [];
  for (const run of runs) {
    const current = lines.at(-1);
    if (current !== undefined && Math.abs(current.y - run.y) < 0.4 * Math.max(current.size, run.size)) {
      current.runs.push(run);
    } else {
      lines.push({ y: run.y, size: run.size, runs: [run] });
    }
  }
  return lines;
}

function lineText({ runs }: Line): string {
  let text = '';
  let end = Number.NaN;
  for (const run of [...runs].sort((a, b) => a.x - b.x)) {
    const gap = (run.x - end) / (run.size || 1);
    if (gap > COLUMN_GAP) text = `${text.trimEnd()} | `;
    else if (gap > WORD_GAP && !text.endsWith(' ')) text += ' ';
    text += run.text;
    end = run.x + run.width;
  }
  return text.trim();
}

/** Which size most characters of a document have, so far; a page may hold more heading than text. */
export class BodySize {
  readonly #characters = new Map<number, number>();

  /** Counts a page, and gives the size. */
  with(runs: readonly PdfRun[]): number {
    for (const { size, text } of runs) {
      const rounded = Math.round(size * 2) / 2;
      this.#characters.set(rounded, (this.#characters.get(rounded) ?? 0) + text.length);
    }
    const start: readonly [number, number] = [Number.POSITIVE_INFINITY, 0];
    return [...this.#characters].reduce((best, one) => (one[1] > best[1] ? one : best), start)[0];
  }
}
