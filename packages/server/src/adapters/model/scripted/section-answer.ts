import { stems } from './extract.ts';
import { sectionsOf, type Block } from './sections.ts';

export interface AnsweringPassage {
  /** By which the answer cites it. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

interface Candidate {
  readonly id: string;
  readonly heading: string | null;
  readonly block: Block;
  /** Where it stands, counted in sections. */
  readonly section: number;
  /** Words of its own, of what names it (heading, names of columns), and of its document's title. */
  readonly own: ReadonlySet<string>;
  readonly named: ReadonlySet<string>;
  readonly title: ReadonlySet<string>;
}

/** What a word of the question counts where it stands; 1 in the block itself. */
const NAMED = 0.7;
const TITLE = 0.4;
/** Less than this share of what was asked is no answer. */
const ENOUGH = 0.45;
/** How near the best another block has to come, in its section and elsewhere, to be said too. */
const IN_SECTION = 0.75;
const ELSEWHERE = 0.95;
const MOST_BLOCKS = 3;
const MOST_ITEMS = 8;

/**
 * The blocks of the passages that say most of what is asked, in their order, with their citations: sentences as they
 * stand, lists as lists, of tables the rows and columns in question. A heading says nothing by itself, but what it is
 * about counts for what stands under it. Undefined where no block says enough.
 */
export function sectionAnswer(asked: readonly string[], passages: readonly AnsweringPassage[]): string | undefined {
  const candidates = candidatesIn(passages);
  const worth = worthOf(asked, candidates);
  const all = asked.reduce((sum, stem) => sum + (worth.get(stem) ?? 0), 0);
  const scored = candidates.map((candidate) => ({ candidate, score: all === 0 ? 0 : said(candidate, worth) / all }));
  const best = scored.reduce<(typeof scored)[number] | undefined>(
    (first, one) => (first === undefined || one.score > first.score ? one : first),
    undefined,
  );
  if (best === undefined || best.score < ENOUGH) return undefined;
  const chosen = scored
    .filter(
      ({ candidate, score }) =>
        score >= best.score * (candidate.section === best.candidate.section ? IN_SECTION : ELSEWHERE),
    )
    .toSorted((one, other) => other.score - one.score)
    .slice(0, MOST_BLOCKS);
  const ordered = scored.filter((one) => chosen.includes(one)).map(({ candidate }) => candidate);
  return ordered.map((candidate, at) => `${separator(ordered, at)}${tell(candidate, asked)}`).join('');
}

function candidatesIn(passages: readonly AnsweringPassage[]): readonly Candidate[] {
  let section = 0;
  return passages.flatMap(({ id, title, text }) => {
    const titled = new Set(stems(title));
    return sectionsOf(text).flatMap(({ heading, blocks }) => {
      section += 1;
      return blocks.map((block) => {
        const columns = block.kind === 'table' ? block.header.join(' ') : '';
        const named = new Set(stems(`${heading ?? ''} ${columns}`));
        return { id, heading, block, section, own: new Set(stems(wordsOf(block))), named, title: titled };
      });
    });
  });
}

function wordsOf(block: Block): string {
  switch (block.kind) {
    case 'sentence':
      return block.text;
    case 'list':
      return block.items.join(' ');
    case 'table':
      return block.rows.flat().join(' ');
  }
}

/** A word that few blocks know says more; one that none knows says most, and is missed most. */
function worthOf(asked: readonly string[], candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  return new Map(
    asked.map((stem) => {
      const having = candidates.filter(({ own, named }) => own.has(stem) || named.has(stem)).length;
      return [stem, Math.log(1 + candidates.length / Math.max(having, 0.5))];
    }),
  );
}

function said({ own, named, title }: Candidate, worth: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [stem, value] of worth) {
    if (own.has(stem)) sum += value;
    else if (named.has(stem)) sum += NAMED * value;
    else if (title.has(stem)) sum += TITLE * value;
  }
  return sum;
}

function separator(ordered: readonly Candidate[], at: number): string {
  if (at === 0) return '';
  const areSentences = ordered[at]?.block.kind === 'sentence' && ordered[at - 1]?.block.kind === 'sentence';
  return areSentences ? ' ' : '\n';
}

function tell({ id, heading, block }: Candidate, asked: readonly string[]): string {
  if (block.kind === 'sentence') return `${block.text} [${id}]`;
  const items = block.kind === 'list' ? block.items : rowsOf(block, asked);
  const more = items.length > MOST_ITEMS ? [`(and ${items.length - MOST_ITEMS} more)`] : [];
  const lines = [...items.slice(0, MOST_ITEMS).map((item) => `- ${item} [${id}]`), ...more];
  return [...(heading === null ? [] : [`${heading}:`]), ...lines].join('\n');
}

/** The rows that the question names, else all; of each the columns that it names, else all. */
function rowsOf({ header, rows }: Extract<Block, { kind: 'table' }>, asked: readonly string[]): readonly string[] {
  const isAsked = (text: string): boolean => stems(text).some((stem) => asked.includes(stem));
  const columns = header.map((name, column) => ({ name, column })).slice(1);
  const wanted = columns.filter(({ name }) => isAsked(name));
  const told = wanted.length > 0 ? wanted : columns;
  const named = rows.filter((cells) => cells.some(isAsked));
  return (named.length > 0 ? named : rows).map((cells) => {
    const values = told.filter(({ column }) => (cells[column] ?? '') !== '');
    const [name = ''] = cells;
    return [name, ...values.map(({ name: title, column }) => `${title}: ${cells[column] ?? ''}`)].join(', ');
  });
}
