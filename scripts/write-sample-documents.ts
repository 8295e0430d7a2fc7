import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleReport } from './documents/sample-report.ts';
import { writeDocx, writeXlsx } from './documents/write-office.ts';
import { ROOT } from './source-files.ts';

/** The samples that are not text, made anew: the same bytes each time. */
const FOLDER = join(ROOT, 'assistants/jacie/documents');

const policy = writeDocx([
  { text: 'Travel policy', style: 'Title' },
  { text: 'Who travels for Halden Lamps books by train wherever the journey takes less than six hours.' },
  { text: 'Allowances', style: 'Heading1' },
  {
    table: [
      ['Country', 'Day allowance', 'Hotel limit'],
      ['Norway', '62 euros', '160 euros'],
      ['Netherlands', '48 euros', '140 euros'],
      ['Portugal', '41 euros', '110 euros'],
    ],
  },
  { text: 'Claims are handed in within 30 days after the journey, with receipts for everything above 15 euros.' },
  'page break',
  { text: 'Working abroad', style: 'Heading1' },
  { text: 'Working from another country is possible for up to 20 days a year, if the head of the workshop agrees.' },
]);

const stock = writeXlsx([
  {
    name: 'Lamps',
    rows: [
      ['Lamp', 'Range in miles', 'Price in euros', 'In stock'],
      ['Brekke 200', 8, 1_450, 36],
      ['Brekke 400', 14, 2_980, 12],
      ['Marta Long', 22, 7_600, 3],
    ],
  },
  {
    name: 'Spare parts',
    rows: [
      ['Part', 'Fits', 'In stock'],
      ['Lens ring', 'Brekke 200', 110],
      ['Turning motor', 'Marta Long', 5],
    ],
  },
]);

writeFileSync(join(FOLDER, 'halden-annual-report-2025.pdf'), sampleReport());
writeFileSync(join(FOLDER, 'travel-policy.docx'), policy);
writeFileSync(join(FOLDER, 'stock-list.xlsx'), stock);
