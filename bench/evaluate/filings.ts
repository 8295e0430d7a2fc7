import type { Collection, MadeDocument, MadeQuestion } from './collection.ts';
import { ASKED, NOTES, RISKS, STATEMENTS } from './filings-words.ts';
import { type Random, randomOf } from './random.ts';

const COMPANIES =
  `Northwind Steel|Bright Harbor|Calder Foods|Orion Optics|Pinecrest Energy|Halden Motors|Vantor Networks|
Quill Paper|Sable Airlines|Meridian Health|Tallow Chemical|Juniper Retail|Kestrel Semiconductor|Lumen Grid|Ashford Brands|
Cobalt Mining|Drift Logistics|Everline Media|Fenwick Tools|Glacier Water|Ironbridge|Larkspur Hotels|Mosaic Software|
Nettle Pharma|Opal Insurance`
    .split('|')
    .map((name) => name.trim());
const YEARS = [2020, 2021, 2022];

/**
 * Yearly reports of companies: statements in tables, notes that speak of the same things, risks that all of them share,
 * and three years of each that differ in little but their numbers. The question asks in the words of an analyst.
 */
export function makeFilings(seed: number, documents: number, pages: number): Collection {
  const random = randomOf(seed);
  const made: MadeDocument[] = [];
  const questions: MadeQuestion[] = [];
  for (let number = 0; number < documents; number += 1) {
    const company = COMPANIES[Math.floor(number / YEARS.length) % COMPANIES.length] ?? '';
    const year = YEARS[number % YEARS.length] ?? 0;
    const id = `${company.replaceAll(' ', '')}_${year}_10K`;
    const report = makeReport(random, company, year, pages);
    made.push({ id, name: `${id.toUpperCase()}.pdf`, title: id.toUpperCase(), pages: report.pages });
    for (const { ask, key } of random.some(ASKED, 3)) {
      const page = report.places.get(key);
      if (page === undefined) throw new Error(`No page holds ${key}.`);
      const text = random.pick(ask).replaceAll('{company}', company).replaceAll('{year}', String(year));
      questions.push({ text, evidence: new Map([[`${id}:${page}`, 1]]) });
    }
  }
  return { documents: made, questions };
}

interface Report {
  readonly pages: readonly string[];
  /** Page by key of the statement or note. */
  readonly places: ReadonlyMap<string, number>;
}

function makeReport(random: Random, company: string, year: number, count: number): Report {
  const pages: string[] = [cover(company, year), contents()];
  const places = new Map<string, number>();
  const special = [...STATEMENTS.map(({ key }) => key), ...NOTES.map(({ key }) => key)];
  const gap = Math.max(1, Math.floor((count - 2) / special.length));
  while (pages.length < count) {
    const place = pages.length - 2;
    const key = place % gap === 0 ? special[place / gap] : undefined;
    if (key !== undefined) places.set(key, pages.length + 1);
    pages.push(key === undefined ? filler(random, company, year, pages.length + 1) : keyed(random, key, company, year));
  }
  return { pages, places };
}

const cover = (company: string, year: number): string => `UNITED STATES
ANNUAL REPORT
For the fiscal year ended December 31, ${year}
${company}, Inc.
Securities registered: common stock. Indicate by check mark whether the registrant is a large accelerated filer.`;

const contents = (): string =>
  ['TABLE OF CONTENTS', ...STATEMENTS.map(({ heading }) => heading), ...NOTES.map(({ heading }) => heading)].join('\n');

function keyed(random: Random, key: string, company: string, year: number): string {
  const statement = STATEMENTS.find((each) => each.key === key);
  const amount = (): string => `$${random.integer(1, 98)},${String(random.integer(0, 999)).padStart(3, '0')}`;
  const row = (line: string): string => `${line} ${amount()} ${amount()} ${amount()}`;
  if (statement !== undefined) {
    return `${company}, Inc. and Subsidiaries\n${statement.heading}\nYears ended December 31 (millions) ${year} ${year - 1} ${year - 2}\n${statement.lines.map(row).join('\n')}\nThe accompanying notes are an integral part of this statement.`;
  }
  const note = NOTES.find((each) => each.key === key);
  if (note === undefined) throw new Error(`Nothing is called ${key}.`);
  const sentences = note.sentences.map((each) =>
    each.replaceAll('{year}', String(year)).replaceAll('{amount}', amount()),
  );
  return `${note.heading}\n${sentences.join(' ')}\n${note.lines.map(row).join('\n')}\n${paragraph(random, company, year)}`;
}

/** What every report is full of: words of the statements and notes, out of place. */
function filler(random: Random, company: string, year: number, page: number): string {
  return `${page} ${company} ${year}\n${Array.from({ length: 5 }, () => paragraph(random, company, year)).join('\n\n')}`;
}

function paragraph(random: Random, company: string, year: number): string {
  const lines = STATEMENTS.flatMap((each) => each.lines);
  const sentences = Array.from({ length: random.integer(3, 6) }, () => {
    const [first = '', second = ''] = random.some(lines, 2);
    return random
      .pick(RISKS)
      .replaceAll('{company}', company)
      .replaceAll('{year}', String(year - random.integer(0, 1)))
      .replaceAll('{line}', first.toLowerCase())
      .replaceAll('{other}', second.toLowerCase())
      .replaceAll('{note}', random.pick(NOTES).heading.toLowerCase());
  });
  return sentences.join(' ');
}
