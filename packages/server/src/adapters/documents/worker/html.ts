import { htmlToText, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';
import { tableText } from './table-text.ts';

/** Marks that the text of an HTML document carries until its pages are cut; see `cleanText`, which removes them. */
const HEADING = '\ue001';
const PAGE = '\ue002';
const MARKS = /[\ue001\ue002]/g;

const MAX_INPUT = 50_000_000;
const MAX_DEPTH = 200;
const SKIPPED = ['script', 'style', 'noscript', 'template', 'svg', 'iframe', 'object', 'nav', 'img', 'head', 'title'];

export interface MarkedPage {
  readonly text: string;
  readonly heading: string | null;
}

/** The pages of an HTML document: one, unless it has `hr` elements of the class `page`. Links keep their words only. */
export function htmlPages(html: string): readonly MarkedPage[] {
  const text = htmlToText(html.replace(MARKS, ''), OPTIONS);
  return text.split(PAGE).map((page) => {
    const at = page.indexOf(HEADING);
    const end = at === -1 ? -1 : page.indexOf('\n', at);
    const heading = at === -1 ? null : page.slice(at + 1, end === -1 ? undefined : end);
    return { text: page.replace(MARKS, ''), heading };
  });
}

const TITLE = /<title(?:\s[^>]{0,200})?>([^<]{1,500})/i;
const TITLE_WITHIN = 20_000;

export function htmlTitle(html: string): string | null {
  const title = TITLE.exec(html.slice(0, TITLE_WITHIN))?.[1];
  return title === undefined ? null : htmlToText(title, { wordwrap: false }).trim() || null;
}

const heading: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 2 });
  builder.addLiteral(HEADING);
  walk(element.children, builder);
  builder.closeBlock({ trailingLineBreaks: 2 });
};

const pageBreak: FormatCallback = (_element, _walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addLiteral(PAGE);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const table: FormatCallback = (element, walk, builder) => {
  let headed = false;
  const visit = (nodes: typeof element.children): void => {
    for (const node of nodes ?? []) {
      if (node.type !== 'tag') continue;
      if (node.name === 'tr') {
        builder.openTableRow();
        visit(node.children);
        builder.closeTableRow();
      } else if (node.name === 'td' || node.name === 'th') {
        headed ||= node.name === 'th';
        builder.openTableCell({});
        walk(node.children, builder);
        builder.closeTableCell({ colspan: 1, rowspan: 1 });
      } else if (['thead', 'tbody', 'tfoot', 'caption'].includes(node.name ?? '')) {
        visit(node.children);
      }
    }
  };
  builder.openTable();
  visit(element.children);
  builder.closeTable({
    leadingLineBreaks: 2,
    trailingLineBreaks: 2,
    tableToString: (rows) =>
      tableText(
        rows.map((row) => row.map((cell) => cell.text)),
        headed,
      ).join('\n'),
  });
};

const OPTIONS: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxInputLength: MAX_INPUT, maxDepth: MAX_DEPTH },
  formatters: { markedHeading: heading, pageBreak, rowTable: table },
  selectors: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, format: 'markedHeading' })),
    ...SKIPPED.map((selector) => ({ selector, format: 'skip' })),
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'table', format: 'rowTable' },
    { selector: 'hr', format: 'skip' },
    { selector: 'hr.page', format: 'pageBreak' },
  ],
};
