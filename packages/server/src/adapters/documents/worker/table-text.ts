const HEADER_CHARACTERS = 60;

/**
 * A table as lines of text that still make sense one by one: each cell of a row stands with the header of its column,
 * so that a passage cut out of the middle says what its numbers are. `headed`: the first row is a header for certain.
 */
export function tableText(rows: readonly (readonly string[])[], headed: boolean): readonly string[] {
  const filled = rows.map((row) => row.map(oneLine)).filter((row) => row.some((cell) => cell !== ''));
  const [first, ...others] = filled;
  if (first === undefined) return [];
  if (others.length === 0 || !(headed || looksLikeHeader(first, others))) return filled.map(plainRow);
  return [plainRow(first), ...others.map((row) => headedRow(row, first))];
}

function headedRow(row: readonly string[], header: readonly string[]): string {
  const cells = row.flatMap((cell, column) => {
    if (cell === '') return [];
    const name = header[column] ?? '';
    return name === '' || name === cell ? [cell] : [`${name.slice(0, HEADER_CHARACTERS)}: ${cell}`];
  });
  return cells.join(' | ');
}

function plainRow(row: readonly string[]): string {
  return row.filter((cell) => cell !== '').join(' | ');
}

/** Words or years above, and at least one number below. */
function looksLikeHeader(first: readonly string[], others: readonly (readonly string[])[]): boolean {
  const named = first.filter((cell) => cell !== '');
  if (named.length < 2 || named.some((cell) => isNumber(cell) && !isYear(cell))) return false;
  return others.some((row) => row.length === first.length && row.some(isNumber));
}

function isNumber(cell: string): boolean {
  return /^[-+($€£\s]*\d[\d.,\s]*[%)]*$/.test(cell.slice(0, 40));
}

function isYear(cell: string): boolean {
  return /^(?:19|20)\d\d$/.test(cell);
}

function oneLine(cell: string): string {
  return cell
    .split(/\s/)
    .filter((word) => word !== '')
    .join(' ');
}
