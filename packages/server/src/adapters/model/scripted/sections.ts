/** A piece of a passage that can be said by itself. */
export type Block =
  | { readonly kind: 'sentence'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** What stands under one heading; null: under none. */
export interface Section {
  readonly heading: string | null;
  readonly blocks: readonly Block[];
}

const LONGEST_SENTENCE = 400;
const LONGEST_HEADING = 80;
const MOST_HEADING_WORDS = 10;
const FEWEST_WORDS = 5;
const ITEM = /^(?:[-*•–]|\d{1,3}[.)])\s+/;
const CELLS = ' | ';

/** Reads lines as people see them: headings, sentences, lists, and tables whose first row names the columns. */
export function sectionsOf(text: string): readonly Section[] {
  const sections: { heading: string | null; blocks: Block[] }[] = [{ heading: null, blocks: [] }];
  const lines = text.split('\n').map((line) => line.trim());
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const blocks = sections.at(-1)?.blocks ?? [];
    if (line.includes(CELLS)) {
      const run = runOf(lines, at, (each) => each.includes(CELLS));
      blocks.push(tableOf(run));
      at += run.length - 1;
    } else if (ITEM.test(line)) {
      const run = runOf(lines, at, (each) => ITEM.test(each));
      blocks.push({ kind: 'list', items: run.map((each) => each.replace(ITEM, '')) });
      at += run.length - 1;
    } else if (isHeading(lines, at)) sections.push({ heading: line, blocks: [] });
    else blocks.push(...sentencesOf(line).map((sentence) => ({ kind: 'sentence', text: sentence }) as const));
  }
  return sections.filter(({ blocks }) => blocks.length > 0);
}

function runOf(lines: readonly string[], from: number, belongs: (line: string) => boolean): readonly string[] {
  const end = lines.findIndex((line, at) => at >= from && !belongs(line));
  return lines.slice(from, end === -1 ? lines.length : end);
}

/** Short, without an end, and with something below it. */
function isHeading(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  if (line === '' || line.length > LONGEST_HEADING || !/^[\p{Lu}\p{N}“"]/u.test(line) || /[.!?:;,]$/.test(line))
    return false;
  const isApart = at === 0 || lines[at - 1] === '';
  const hasMore = lines.slice(at + 1).some((each) => each !== '');
  return isApart && hasMore && line.split(' ').length <= MOST_HEADING_WORDS;
}

function tableOf(lines: readonly string[]): Block {
  const [header = [], ...rows] = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  const bare = rows.map((cells) => cells.map((cell, column) => withoutName(cell, header[column] ?? '')));
  return { kind: 'table', header, rows: bare };
}

/** Cells may come with the names of their columns. */
function withoutName(cell: string, name: string): string {
  return name !== '' && cell.startsWith(`${name}: `) ? cell.slice(name.length + 2) : cell;
}

/** What is no whole sentence, such as the foot of a page, has few words. */
function sentencesOf(line: string): readonly string[] {
  return line
    .replace(/([.!?。！？])\s+/gu, '$1\n')
    .split('\n')
    .map((sentence) => sentence.replace(/\s+/g, ' '))
    .filter((sentence) => /[.!?:。！？]$/u.test(sentence) || sentence.split(' ').length > FEWEST_WORDS)
    .filter((sentence) => sentence.length <= LONGEST_SENTENCE);
}
