import { parse } from 'csv-parse/sync';
import readXlsx from 'read-excel-file/node';
import type { DocumentLimits } from '../limits.ts';
import { Refusal } from './refusal.ts';
import { tableText } from './table-text.ts';
import { repack, unpack } from './unpack.ts';

const DELIMITERS = [',', ';', '\t', '|'];
const MAX_RECORD = 1_000_000;
const HEAD = 10_000;

/** The rows of a CSV file; which delimiter it uses is what its first line has most of. */
export function csvText(source: string): string {
  const head = source.slice(0, HEAD).split('\n')[0] ?? '';
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: head.split(delimiter).length }));
  const { delimiter } = counted.reduce((best, one) => (one.count > best.count ? one : best), {
    delimiter: ',',
    count: 1,
  });
  const rows = parse(source, {
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD,
  });
  return tableText(rows, true).join('\n');
}

export interface SheetPage {
  readonly name: string;
  readonly text: string;
}

/** Each sheet of an Excel file is a page. */
export async function xlsxPages(bytes: Uint8Array, limits: DocumentLimits): Promise<readonly SheetPage[]> {
  const files = unpack(bytes, limits, (name) => /\.(?:xml|rels)$/.test(name) && !name.startsWith('xl/media/'));
  const sheets = await readXlsx(Buffer.from(repack(files)));
  const cells = sheets.reduce((sum, { data }) => sum + data.length * (data[0]?.length ?? 0), 0);
  if (cells > limits.maxCharacters) throw new Refusal('too_large', `It holds more than ${limits.maxCharacters} cells.`);
  return sheets.map(({ sheet, data }) => ({
    name: sheet,
    text: [
      sheet,
      ...tableText(
        data.map((row) => row.map(cellText)),
        false,
      ),
    ].join('\n'),
  }));
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!(value instanceof Date)) return '';
  const [day = '', time = ''] = value.toISOString().split('T');
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 8)}`;
}
