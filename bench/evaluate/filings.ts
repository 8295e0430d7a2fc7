import type { Collection, MadeDocument, MadeQuestion } from './collection.ts';
import { ASKED, NOTES, RISKS, STATEMENTS } from './filings-words.ts';
import { type Random, randomOf } from './random.ts';

/** A company: its name, how its files are called, and what people say for short. */
interface Company {
  readonly name: string;
  readonly file: string;
  readonly short: string;
}

/** One report: of a year, or of a quarter of it. */
interface Period {
  readonly year: number;
  readonly quarter: number | null;
}

const COMPANIES: readonly Company[] = `Northwind Steel|NORTHWINDSTEEL|Northwind
Bright Harbor|BrightHarbor|Bright Harbor
Calder Foods|CALDERFOODS|Calder
Orion Optics|ORIONOPTICS|Orion Optics
Pinecrest Energy|PINECREST-ENERGY|Pinecrest
Halden Motors|HALDEN_MOTORS|Halden
General Cobalt|GENERALCOBALT|General Cobalt
Quill & Paper|QUILL_PAPER|Quill & Paper
Net Harvest|NETHARVEST|Net Harvest
Meridian Health|MERIDIANHEALTH|Meridian
Tallow Chemical|TALLOWCHEMICAL|Tallow
Juniper Retail|JUNIPERRETAIL|Juniper
Kestrel Semiconductor|KESTREL|Kestrel
Lumen Grid|LUMENGRID|Lumen
Ashford Brands|ASHFORDBRANDS|Ashford Brands
Capital Mining|CAPITALMINING|Capital Mining
Drift Logistics|DRIFTLOGISTICS|Drift
Everline Media|EVERLINEMEDIA|Everline
Fenwick Tools|FENWICK_TOOLS|Fenwick
Glacier Water Works|GLACIERWATERWORKS|Glacier Water
Ironbridge|IRONBRIDGE|Ironbridge
Larkspur Hotels|LARKSPURHOTELS|Larkspur
M7 Software|M7|M7
Nettle Pharma|NETTLEPHARMA|Nettle
Opal-Vance Insurance|OPALVANCE|Opal Vance`
  .split('\n')
  .map((line) => line.split('|'))
  .map(([name = '', file = '', short = '']) => ({ name, file, short }));

/** Of each company. */
const PERIODS: readonly Period[] = [
  { year: 2021, quarter: null },
  { year: 2022, quarter: null },
  { year: 2023, quarter: 2 },
];
const YEAR_FORMS = ['FY{year}', 'FY{year}', 'fiscal {year}', 'fiscal year {year}', 'FY{short}', '{year}'] as const;
const QUARTER_FORMS = ['Q{q} of FY{year}', 'Q{q} {year}', '{q}Q{short}', 'the {ordinal} quarter of {year}'] as const;
const ORDINALS = ['first', 'second', 'third', 'fourth'] as const;
const MONTHS = ['March 31', 'June 30', 'September 30', 'December 31'] as const;

/**
 * Reports of companies: statements in tables, notes that speak of the same things, risks that all of them share, and
 * periods of each that differ in little but their numbers. The question asks in the words of an analyst, who writes a
 * period as it comes, and half of the time says a company's name for short.
 */
export function makeFilings(seed: number, documents: number, pages: number): Collection {
  const random = randomOf(seed);
  const made: MadeDocument[] = [];
  const questions: MadeQuestion[] = [];
  for (let number = 0; number < documents; number += 1) {
    const company = COMPANIES[Math.floor(number / PERIODS.length) % COMPANIES.length];
    const kind = PERIODS[number % PERIODS.length];
    if (company === undefined || kind === undefined) throw new RangeError('There is no such company or period.');
    // More documents than companies have periods: those of earlier years.
    const period = { ...kind, year: kind.year - 2 * Math.floor(number / (PERIODS.length * COMPANIES.length)) };
    const id = `${company.file}_${period.year}${period.quarter === null ? '_10K' : `Q${period.quarter}_10Q`}`;
    const report = makeReport(random, company.name, period, pages);
    made.push({ id, name: `${id}.pdf`, title: id, pages: report.pages });
    for (const { ask, key } of random.some(ASKED, 3)) {
      const page = report.places.get(key);
      if (page === undefined) throw new Error(`No page holds ${key}.`);
      const text = askedFor(random, random.pick(ask), company, period);
      questions.push({ text, evidence: new Map([[`${id}:${page}`, 1]]) });
    }
  }
  return { documents: made, questions };
}

function askedFor(random: Random, question: string, company: Company, { year, quarter }: Period): string {
  const period = random
    .pick(quarter === null ? YEAR_FORMS : QUARTER_FORMS)
    .replaceAll('{year}', String(year))
    .replaceAll('{short}', String(year).slice(2))
    .replaceAll('{q}', String(quarter))
    .replaceAll('{ordinal}', ORDINALS[(quarter ?? 1) - 1] ?? '');
  return question
    .replaceAll('{company}', random.pick([company.name, company.short]))
    .replaceAll(/(?:the )?(?:FY|fiscal )?\{year\}/g, period);
}

interface Report {
  readonly pages: readonly string[];
  /** Page by key of the statement or note. */
  readonly places: ReadonlyMap<string, number>;
}

function makeReport(random: Random, company: string, period: Period, count: number): Report {
  const { year } = period;
  const pages: string[] = [cover(company, period), contents()];
  const places = new Map<string, number>();
  const special = [...STATEMENTS.map(({ key }) => key), ...NOTES.map(({ key }) => key)];
  const gap = Math.max(1, Math.floor((count - 2) / special.length));
  while (pages.length < count) {
    const place = pages.length - 2;
    const key = place % gap === 0 ? special[place / gap] : undefined;
    if (key !== undefined) places.set(key, pages.length + 1);
    pages.push(
      key === undefined ? filler(random, company, year, pages.length + 1) : keyed(random, key, company, period),
    );
  }
  return { pages, places };
}

const ended = ({ year, quarter }: Period): string => `${MONTHS[(quarter ?? 4) - 1] ?? ''}, ${year}`;

const cover = (company: string, period: Period): string => `UNITED STATES
${period.quarter === null ? 'ANNUAL REPORT\nFor the fiscal year ended' : 'QUARTERLY REPORT\nFor the quarterly period ended'} ${ended(period)}
${company}, Inc.
Securities registered: common stock. Indicate by check mark whether the registrant is a large accelerated filer.`;

const contents = (): string =>
  ['TABLE OF CONTENTS', ...STATEMENTS.map(({ heading }) => heading), ...NOTES.map(({ heading }) => heading)].join('\n');

function keyed(random: Random, key: string, company: string, period: Period): string {
  const { year, quarter } = period;
  const columns =
    quarter === null
      ? `Years ended December 31 (millions) ${year} ${year - 1} ${year - 2}`
      : `Three months ended ${ended(period)} (millions) ${year} ${year - 1}`;
  const statement = STATEMENTS.find((each) => each.key === key);
  const amount = (): string => `$${random.integer(1, 98)},${String(random.integer(0, 999)).padStart(3, '0')}`;
  const row = (line: string): string => `${line} ${amount()} ${amount()} ${amount()}`;
  if (statement !== undefined) {
    return `${company}, Inc. and Subsidiaries\n${statement.heading}\n${columns}\n${statement.lines.map(row).join('\n')}\nThe accompanying notes are an integral part of this statement.`;
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
