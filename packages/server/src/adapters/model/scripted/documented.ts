import type { Contribution } from '../../../ports/model.ts';
import { stems } from './extract.ts';
import { sectionAnswer } from './section-answer.ts';
import { tableAnswer } from './table.ts';

interface Passage {
  readonly contribution: Contribution;
  readonly about: ReadonlySet<string>;
  readonly title: string;
  readonly text: string;
}

/** Words that ask for a form of answer, and name no matter. */
const FORM: ReadonlySet<string> = new Set(
  stems(
    'main key highlights summary summarise summarize overview points document documents report important contents much ' +
      'many give list explain describe show find value figure amount year before after earlier later previous next ' +
      'long often item thing kind step',
  ),
);
/** Passages that speak of fewer of the question's words than this share of the best are left out. */
const WORTH = 0.75;
const MOST_SENTENCES = 3;
const PROSE = /^[\p{Lu}\p{N}“"].{28,398}[.!?]$/u;
const OUTLINE = /highlight|summary|overview|at a glance/i;

/**
 * An answer from the passages that the documents contributed: their sentences, each with the id of its passage; or that
 * they do not say it, where they lack a name or a year of the question, or half of its words. Undefined where no
 * documents were looked at.
 */
export function documentedReply(message: string, contributions: readonly Contribution[]): string | undefined {
  const own = contributions.filter(
    (one) => textIn(one, 'passage') !== undefined || textIn(one, 'reason') !== undefined,
  );
  const [first] = own;
  if (first === undefined) return undefined;
  const passages = own.flatMap(passageOf);
  const [nearest] = passages;
  if (nearest === undefined) return `${textIn(first, 'reason') ?? ''} The documents do not say it.`.trim();
  const question = textIn(first, 'question') ?? message;
  const asked = [...new Set(stems(question))].filter((stem) => !FORM.has(stem));
  if (asked.length === 0) return outline(passages);
  const missing = asked.filter((stem) => !passages.some(({ about }) => about.has(stem)));
  const isNamed = namesIn(question).some((name) => missing.includes(name));
  if (isNamed || missing.length * 2 > asked.length) return notSaid(nearest);
  const ranked = passages.map(({ contribution, about, text, title }) => ({
    title,
    contribution: { ...contribution, text },
    share: asked.filter((stem) => about.has(stem)).length,
  }));
  const best = Math.max(...ranked.map(({ share }) => share));
  const fitting = ranked.filter(({ share }) => share >= best * WORTH).map(({ contribution }) => contribution);
  const sections = ranked.map(({ contribution: { id, text }, title }) => ({ id, title, text }));
  return tableAnswer(asked, fitting) ?? sectionAnswer(asked, sections) ?? notSaid(nearest);
}

function passageOf(contribution: Contribution): readonly Passage[] {
  const passage = textIn(contribution, 'passage');
  if (passage === undefined) return [];
  const text = unwrapped(passage);
  const title = textIn(contribution, 'title') ?? '';
  const about = new Set(stems(`${title} ${textIn(contribution, 'name') ?? ''} ${text}`));
  return [{ contribution, about, title, text }];
}

/** Years, and words that begin with a capital where no sentence begins: without them a passage is about another matter. */
function namesIn(question: string): readonly string[] {
  const names = [...question.matchAll(/[\p{L}\p{N}]+/gu)].filter(({ 0: word, index }) => {
    if (/^(?:19|20)\d\d$/.test(word)) return true;
    return /^\p{Lu}/u.test(word) && index > 0 && !/[.!?\n]/.test(question.slice(Math.max(0, index - 2), index));
  });
  return names.flatMap(([word]) => stems(word));
}

/** The first sentences of the passages that give an overview, else of the first ones. */
function outline(passages: readonly Passage[]): string {
  const overview = passages.filter(({ text }) => OUTLINE.test(text));
  const sentences = (overview.length > 0 ? overview : passages).flatMap(({ contribution: { id }, text }) =>
    text
      .split(/(?<=[.!?])\s|\n/)
      .map((sentence) => sentence.trim())
      .filter((sentence) => PROSE.test(sentence))
      .map((sentence) => `${sentence} [${id}]`),
  );
  const [nearest] = passages;
  if (sentences.length > 0) return sentences.slice(0, MOST_SENTENCES).join(' ');
  return nearest === undefined ? 'The documents do not say it.' : notSaid(nearest);
}

function notSaid({ title, contribution }: Passage): string {
  const page = contribution.data?.['page'];
  const place = typeof page === 'number' ? `, page ${page}` : '';
  return `The documents do not say it. What they have that comes nearest is in “${title}”${place}.`;
}

function textIn({ data }: Contribution, name: string): string | undefined {
  const value = data?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** Sentences of documents go on over the ends of lines; so long a line without an end of a sentence goes on in the next. */
const WRAPPED = 50;

function unwrapped(text: string): string {
  const lines: string[] = [];
  let goesOn = false;
  for (const line of text.split('\n')) {
    const last = lines.at(-1);
    if (goesOn && last !== undefined && line.trim() !== '') lines[lines.length - 1] = `${last} ${line.trim()}`;
    else lines.push(line);
    goesOn = line.length >= WRAPPED && !/[.!?]$/.test(line.slice(-1)) && !line.includes('|');
  }
  return lines.join('\n');
}
