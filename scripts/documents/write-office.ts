import { zipSync } from 'fflate';

/** A paragraph (`style`: Title, Heading1 or none), a table, or the end of a page. */
export type DocxBlock =
  | { readonly text: string; readonly style?: 'Title' | 'Heading1' }
  | { readonly table: readonly (readonly string[])[] }
  | 'page break';

export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Dates of archives begin here; a fixed one makes the same bytes of the same content. */
const TIMESTAMP = '1980-01-01T00:00:00';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const EXCEL = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** A Word file with the least that one needs. */
export function writeDocx(blocks: readonly DocxBlock[]): Uint8Array {
  const body = blocks.map(blockXml).join('');
  const style = (id: string, name: string): string =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`;
  return archive({
    '[Content_Types].xml': contentTypes([
      ['/word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'],
      ['/word/styles.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml'],
    ]),
    '_rels/.rels': relations([['officeDocument', 'word/document.xml']]),
    'word/_rels/document.xml.rels': relations([['styles', 'styles.xml']]),
    'word/document.xml': `<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`,
    'word/styles.xml': `<w:styles xmlns:w="${WORD}">${style('Title', 'Title')}${style('Heading1', 'heading 1')}</w:styles>`,
  });
}

/** An Excel file with text and numbers in its sheets. */
export function writeXlsx(sheets: readonly Sheet[]): Uint8Array {
  const entries = sheets.map(
    ({ name }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  );
  const files = sheets.map(({ rows }, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheetXml(rows)] as const);
  return archive({
    '[Content_Types].xml': contentTypes([
      ['/xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'],
      ...files.map(
        ([name]) => [`/${name}`, 'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'] as const,
      ),
    ]),
    '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
    'xl/_rels/workbook.xml.rels': relations(sheets.map((_, at) => ['worksheet', `worksheets/sheet${at + 1}.xml`])),
    'xl/workbook.xml': `<workbook xmlns="${EXCEL}" xmlns:r="${RELATION}"><sheets>${entries.join('')}</sheets></workbook>`,
    ...Object.fromEntries(files),
  });
}

function archive(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([name, xml]) => [name, Buffer.from(`${XML}${xml}`)] as const);
  return zipSync(Object.fromEntries(entries), { mtime: TIMESTAMP, level: 6 });
}

function blockXml(block: DocxBlock): string {
  if (block === 'page break') return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>';
  if ('table' in block) {
    const rows = block.table.map(
      (row) => `<w:tr>${row.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`,
    );
    return `<w:tbl>${rows.join('')}</w:tbl>`;
  }
  return paragraph(block.text, block.style);
}

function paragraph(text: string, style?: string): string {
  const properties = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`;
}

function sheetXml(rows: Sheet['rows']): string {
  const cell = (value: string | number, reference: string): string =>
    typeof value === 'number'
      ? `<c r="${reference}"><v>${value}</v></c>`
      : `<c r="${reference}" t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
  const lines = rows.map((row, at) => {
    const cells = row.map((value, column) => cell(value, `${String.fromCodePoint(65 + column)}${at + 1}`));
    return `<row r="${at + 1}">${cells.join('')}</row>`;
  });
  return `<worksheet xmlns="${EXCEL}"><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

function contentTypes(parts: readonly (readonly [string, string])[]): string {
  const types = parts.map(([name, type]) => `<Override PartName="${name}" ContentType="${type}"/>`);
  const relationType = 'application/vnd.openxmlformats-package.relationships+xml';
  return `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="${relationType}"/><Default Extension="xml" ContentType="application/xml"/>${types.join('')}</Types>`;
}

function relations(targets: readonly (readonly [string, string])[]): string {
  const entries = targets.map(
    ([kind, target], at) => `<Relationship Id="rId${at + 1}" Type="${RELATION}/${kind}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries.join('')}</Relationships>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
