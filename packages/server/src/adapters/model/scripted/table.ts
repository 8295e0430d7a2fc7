import type { Contribution } from '../../../ports/model.ts';
import { stems } from './extract.ts';

interface Row {
  readonly contribution: string;
  readonly header: readonly string[];
  readonly cells: readonly string[];
}

const SEPARATOR = '|';
/** Less than this share of the words in question, or of the row's own name, is another row. */
const ENOUGH = 0.5;

/**
 * What a row of a table says, where one is named as the question asks: the column that the question names, else all of
 * them. Undefined where no row is.
 */
export function tableAnswer(asked: readonly string[], contributions: readonly Contribution[]): string | undefined {
  const rows = contributions.flatMap(rowsOf);
  const columns = new Set(rows.flatMap(({ header }) => header.slice(1)).flatMap(stems));
  const matter = asked.filter((stem) => !columns.has(stem));
  if (matter.length === 0) return undefined;
  const judged = rows.map((row) => {
    const name = new Set(stems(row.cells[0] ?? ''));
    const shared = matter.filter((stem) => name.has(stem)).length;
    const fits = shared >= matter.length * ENOUGH && shared >= name.size * ENOUGH && shared > 0;
    const hasColumn = row.header.slice(1).some((title) => stems(title).some((stem) => asked.includes(stem)));
    return { row, score: fits ? shared / matter.length + shared / name.size + (hasColumn ? 1 : 0) : 0 };
  });
  const best = judged.toSorted((one, other) => other.score - one.score)[0];
  return best === undefined || best.score === 0 ? undefined : tell(best.row, asked);
}

function tell({ contribution, header, cells }: Row, asked: readonly string[]): string {
  const values = cells.slice(1).map((value, index) => ({ value, title: header[index + 1] ?? '' }));
  const named = values.filter(({ title }) => stems(title).some((stem) => asked.includes(stem)));
  const told = (named.length > 0 ? named : values).filter(({ value }) => value !== '');
  const text = told.map(({ value, title }) => (title === '' ? value : `${title}: ${value}`)).join(', ');
  return `${cells[0] ?? ''}, ${text} [${contribution}]`;
}

/** Lines of cells; the first of each run of them names the columns. */
function rowsOf({ id, text }: Contribution): readonly Row[] {
  const rows: Row[] = [];
  let header: readonly string[] | null = null;
  for (const line of text.split('\n')) {
    const cells = line.split(SEPARATOR).map((cell) => cell.trim());
    if (cells.length < 2) header = null;
    else if (header === null) header = cells;
    else rows.push({ contribution: id, header, cells });
  }
  return rows;
}
