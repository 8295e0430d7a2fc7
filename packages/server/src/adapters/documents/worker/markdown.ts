import { tableText } from './table-text.ts';

const HEADING = /^ {0,3}#{1,6} {1,10}/;
const IMAGE = /!\[([^\][]{0,500})\]\([^()]{0,2000}\)/g;
const LINK = /\[([^\][]{0,500})\]\([^()]{0,2000}\)/g;
const DIVIDER = /^[\s|:-]{3,}$/;

/** One page of Markdown as text: headings without their marks, links and images as their words, tables by columns. */
export function markdownText(source: string): { readonly text: string; readonly heading: string | null } {
  const lines: string[] = [];
  let heading: string | null = null;
  let table: string[][] = [];
  let isCode = false;
  const endTable = (): void => {
    lines.push(...tableText(table, true));
    table = [];
  };
  for (const line of source.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode;
    if (!isCode && line.trimStart().startsWith('|')) {
      if (!DIVIDER.test(line)) table.push(cellsOf(line));
      continue;
    }
    if (table.length > 0) endTable();
    if (isCode) lines.push(line);
    else {
      const mark = HEADING.exec(line)?.[0].length ?? 0;
      const words = withoutTargets(line.slice(mark));
      if (mark > 0) heading ??= words.trim() || null;
      lines.push(words);
    }
  }
  endTable();
  return { text: lines.join('\n'), heading };
}

function cellsOf(line: string): string[] {
  const cells = line.trim().split('|').map(withoutTargets);
  return cells.slice(1, cells.at(-1)?.trim() === '' ? -1 : undefined);
}

/** Longest line in which links are looked for. */
const LINE_CHARACTERS = 20_000;

function withoutTargets(line: string): string {
  return line.length > LINE_CHARACTERS ? line : line.replace(IMAGE, '$1').replace(LINK, '$1');
}
