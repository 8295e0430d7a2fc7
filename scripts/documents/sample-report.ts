import { writePdf, type PdfText } from './write-pdf.ts';

type Block = string | readonly (readonly string[])[];

interface Page {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

const PAGES: readonly Page[] = [
  {
    heading: 'Halden Lamps: Annual report 2025',
    blocks: [
      'Halden Lamps builds and mends lights for harbours and lighthouses. The company has its seat in Halden, where it was founded in 1962 by the sisters Ida and Marta Brekke.',
      'The fiscal year 2025 ran from 1 January to 31 December 2025. All amounts are in thousands of euros unless stated otherwise.',
      'The year was the best since the foundation: revenue grew by 12 percent, and for the first time more than half of it came from lamps with light-emitting diodes.',
    ],
  },
  {
    heading: 'Revenue by segment',
    blocks: [
      'Revenue rose from 41,250 to 46,200. Growth came from harbour lights, while buoys lost customers to cheaper makers.',
      [
        ['Segment', '2025', '2024', 'Change'],
        ['Harbour lights', '24,900', '20,150', '24 %'],
        ['Lighthouse lamps', '12,300', '11,800', '4 %'],
        ['Buoys', '5,100', '6,000', '-15 %'],
        ['Repairs', '3,900', '3,300', '18 %'],
        ['Total', '46,200', '41,250', '12 %'],
      ],
      'The order book stood at 18,700 at the end of the year, against 15,400 a year before.',
    ],
  },
  {
    heading: 'Income and costs',
    blocks: [
      'Operating income reached 5,544, which is 12.0 percent of revenue. Glass became dearer in spring; since autumn its price has been falling.',
      [
        ['Item', '2025', '2024'],
        ['Revenue', '46,200', '41,250'],
        ['Materials', '-19,400', '-17,900'],
        ['Wages and salaries', '-14,100', '-13,200'],
        ['Other costs', '-7,156', '-6,025'],
        ['Operating income', '5,544', '4,125'],
        ['Net income', '4,010', '2,980'],
      ],
      'The board proposes a dividend of 1.20 euros a share, after 0.90 euros for 2024.',
    ],
  },
  {
    heading: 'People',
    blocks: [
      'At the end of 2025 the company employed 312 people, 18 more than a year before. Nineteen apprentices learn with us.',
      [
        ['Place', '2025', '2024'],
        ['Halden', '221', '214'],
        ['Rotterdam', '58', '51'],
        ['Porto', '33', '29'],
      ],
      'Accidents at work fell from nine to four. Every workshop now has a second exit.',
    ],
  },
  {
    heading: 'Outlook and risks',
    blocks: [
      'For 2026 we expect revenue between 48,000 and 50,000, and an operating margin of about 12 percent.',
      'The largest risk is the supply of lenses: two of three makers stand in the same town. A second source in Porto is to begin in the summer of 2026.',
      'A fall of the dollar by ten percent would cost about 400 of operating income.',
    ],
  },
];

const LEFT = 56;
const COLUMNS = [56, 240, 330, 420];
const LINE = 15;
const WIDTH = 88;

/** An annual report of a company that does not exist: five pages, three tables. */
export function sampleReport(): Uint8Array {
  return writePdf({ title: 'Halden Lamps: Annual report 2025', pages: PAGES.map(layOut) });
}

function layOut({ heading, blocks }: Page, at: number): readonly PdfText[] {
  const texts: PdfText[] = [{ text: heading, x: LEFT, y: 770, size: 20 }];
  let y = 730;
  for (const block of blocks) {
    if (typeof block === 'string') {
      for (const text of wrap(block)) {
        texts.push({ text, x: LEFT, y, size: 11 });
        y -= LINE;
      }
    } else {
      for (const row of block) {
        row.forEach((text, column) => texts.push({ text, x: COLUMNS[column] ?? LEFT, y, size: 11 }));
        y -= LINE;
      }
    }
    y -= LINE;
  }
  texts.push({ text: `Halden Lamps, page ${at + 1}`, x: LEFT, y: 40, size: 9 });
  return texts;
}

function wrap(paragraph: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
