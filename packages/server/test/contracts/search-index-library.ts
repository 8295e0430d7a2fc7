export interface LibraryText {
  readonly name: string;
  /** Default: its name. */
  readonly title?: string;
  /** Default: `ann`; null: everybody's. */
  readonly owner?: string | null;
  readonly pages: readonly string[];
}

const filing = (company: string, year: number): readonly string[] => [
  `${company}, Inc.\nConsolidated Statements of Operations\nYear ended ${year}\nNet sales $${year - 1000}\nCost of sales $812\nGross profit $208`,
  `${company}, Inc.\nConsolidated Balance Sheets\nDecember 31, ${year}\nProperty, plant and equipment, net $1,577\nTotal assets $9,001`,
  `${company}, Inc.\nConsolidated Statements of Cash Flows\nYear ended ${year}\nPurchases of property, plant and equipment $(312)\nCash dividends paid $(40)`,
  `${company}, Inc.\nRisk factors\nWe may not have the capital that equipment needs, and prices of our plants and property may fall in ${year}.`,
];

const filler = (about: string, count: number): string =>
  Array.from({ length: count }, (_, at) => `In line ${at} nothing happens but ${about}.`).join(' ');

/** What the contract searches: small, and each text there for a question. */
export const LIBRARY: readonly LibraryText[] = [
  {
    name: 'windmill.txt',
    pages: [
      'The windmill stands on a hill.',
      'Last winter Mrs Okafor repaired a turbine alone.',
      'Visitors pay at the gate.',
    ],
  },
  {
    name: 'dairy.txt',
    pages: [
      'Milk yield in the first quarter of 2019 was low.',
      'Milk yield in Q2 2019 was fair.',
      'Milk yield rose in the third quarter of fiscal 2019.',
      'Milk yield in Q3 2018 was poor.',
    ],
  },
  ...[2020, 2021].flatMap((year) => [
    { name: `HALDEN_${year}_10K.pdf`, pages: filing('Halden', year) },
    { name: `BRIXWATER_${year}_10K.pdf`, pages: filing('Brix Water', year) },
    { name: `QUILLPAPER_${year}_10K.pdf`, pages: filing('Quill Paper', year) },
  ]),
  {
    name: 'lighthouse.txt',
    pages: [`The lighthouse keeper. ${filler('the lighthouse keeper', 80)}`, 'An empty page.'],
  },
  { name: 'saga.txt', pages: [filler('the saga of the hero', 600)] },
  ...[2, 3].map((quarter) => ({
    name: `LARKSPUR_2022Q${quarter}_10Q.pdf`,
    pages: ['Larkspur Inns\nThree months of fiscal 2022\nRents of shops $12', 'Larkspur Inns\nOther matters in 2022'],
  })),
  { name: 'paper-1.txt', title: 'Tides in harbours', pages: ['Harbours fill and empty twice a day.'] },
  { name: 'paper-2.txt', title: 'A note', pages: ['With the tides come eels, and eels leave with the tides.'] },
  { name: 'bobs.txt', owner: 'bob', pages: ['The zeppelin is a secret.'] },
  { name: 'shared.txt', owner: null, pages: ['Opening hours are from nine to five.'] },
];
