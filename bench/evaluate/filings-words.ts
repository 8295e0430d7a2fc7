export const STATEMENTS = [
  {
    key: 'income',
    heading: 'Consolidated Statements of Operations',
    lines: [
      'Net sales',
      'Cost of sales',
      'Gross profit',
      'Selling, general and administrative expenses',
      'Research and development',
      'Operating income',
      'Interest expense',
      'Income before income taxes',
      'Provision for income taxes',
      'Net income',
      'Earnings per share, diluted',
    ],
  },
  {
    key: 'balance',
    heading: 'Consolidated Balance Sheets',
    lines: [
      'Cash and cash equivalents',
      'Accounts receivable, net',
      'Inventories',
      'Total current assets',
      'Property, plant and equipment, net',
      'Goodwill',
      'Total assets',
      'Accounts payable',
      'Total current liabilities',
      'Long-term debt',
      'Total liabilities',
      'Retained earnings',
      'Total equity',
    ],
  },
  {
    key: 'cash',
    heading: 'Consolidated Statements of Cash Flows',
    lines: [
      'Net cash provided by operating activities',
      'Depreciation and amortization',
      'Purchases of property, plant and equipment',
      'Acquisitions, net of cash acquired',
      'Repurchases of common stock',
      'Cash dividends paid',
      'Net cash used in investing activities',
      'Net cash used in financing activities',
    ],
  },
] as const;

export const NOTES = [
  {
    key: 'segments',
    heading: 'Segment information',
    lines: ['North America', 'Europe', 'Asia Pacific'],
    sentences: [
      'The company manages its operations in three reportable segments by geographic area.',
      'Segment profit of {amount} excludes corporate items.',
    ],
  },
  {
    key: 'legal',
    heading: 'Commitments and contingencies',
    lines: ['Accrued for matters'],
    sentences: [
      'Several legal proceedings are pending, and in {year} a jury returned a verdict of {amount}.',
      'Management believes that the outcome will not be material.',
    ],
  },
  {
    key: 'leases',
    heading: 'Leases',
    lines: ['Operating lease cost', 'Right-of-use assets'],
    sentences: ['Warehouses and stores are held under operating leases with terms of up to fifteen years.'],
  },
  {
    key: 'tax',
    heading: 'Income taxes',
    lines: ['Federal', 'State', 'Foreign'],
    sentences: ['The effective tax rate was lower in {year} because of credits and a foreign rate differential.'],
  },
  {
    key: 'restructuring',
    heading: 'Restructuring',
    lines: ['Severance', 'Asset impairments'],
    sentences: [
      'A plan was approved in {year} to close two plants and eliminate positions, with severance of {amount}.',
    ],
  },
  {
    key: 'stock',
    heading: 'Share-based compensation',
    lines: ['Restricted stock units', 'Options'],
    sentences: ['Awards vest over four years; unrecognized expense was {amount}.'],
  },
  {
    key: 'deals',
    heading: 'Business combinations',
    lines: ['Purchase price', 'Intangible assets'],
    sentences: ['In {year} all shares of a competitor were acquired for {amount} in cash.'],
  },
  {
    key: 'people',
    heading: 'Human capital',
    lines: ['Full-time', 'Part-time'],
    sentences: ['At year end about {amount} persons were employed, a third of them under collective agreements.'],
  },
  {
    key: 'pension',
    heading: 'Retirement plans',
    lines: ['Benefit obligation', 'Fair value of plan assets'],
    sentences: ['The funded status of the defined benefit plans improved with discount rates.'],
  },
] as const;

export const RISKS = [
  'Our results could be harmed if {line} or {other} develop in ways that we do not expect.',
  '{company} monitors {line} together with {other} each quarter.',
  'During fiscal {year} we saw changes in {line}, as described elsewhere in this report.',
  'See the note on {note} for details about {line}.',
  'Competition in our markets is intense, and customers may delay orders in any quarter.',
  'We depend on suppliers, on information systems, and on our ability to attract talent.',
  'Changes in laws, tariffs and exchange rates could affect {line} in {year} and later years.',
  'Management uses estimates for {line}, which involve judgment about {note}.',
  'In {year}, {line} changed at a rate in line with {other}.',
] as const;

/** How an analyst asks for what stands in a statement or note. */
export const ASKED = [
  {
    key: 'cash',
    ask: [
      'What is the FY{year} capital expenditure amount (in USD millions) for {company}? Give a response to the question by relying on the cash flow statement.',
      'How much capex did {company} have in fiscal {year}?',
    ],
  },
  {
    key: 'balance',
    ask: [
      'Assume that you are an equity analyst. What is the year end FY{year} net PP&E for {company}? Answer in USD billions.',
      "What were {company}'s total inventories and current liabilities at the close of {year}, using only the balance sheet?",
    ],
  },
  {
    key: 'income',
    ask: [
      "What is {company}'s FY{year} gross margin? Round to one decimal place.",
      "How did {company}'s top line and bottom line do in FY{year}, according to its P&L statement?",
    ],
  },
  {
    key: 'income',
    ask: [
      "What was {company}'s EBIT for FY{year} in USD thousands?",
      'How much was spent on R&D and SG&A by {company} in FY{year}?',
    ],
  },
  {
    key: 'cash',
    ask: [
      'How much did {company} return by share buybacks and dividends in FY{year}?',
      'What D&A did {company} report in its FY{year} cash flow statement?',
    ],
  },
  {
    key: 'segments',
    ask: [
      'Which region was the largest for {company} in FY{year}? Explain your reasoning.',
      'In which geographies did divisions of {company} earn most in {year}?',
    ],
  },
  {
    key: 'legal',
    ask: ['Was {company} hit by material lawsuits in FY{year}?', 'What litigation did {company} face in {year}?'],
  },
  {
    key: 'restructuring',
    ask: [
      'Were there layoffs at {company} in FY{year}, and what did they cost?',
      'What severance did {company} plan for in {year}?',
    ],
  },
  {
    key: 'deals',
    ask: ['What M&A did {company} do in FY{year}?', 'Which rival did {company} buy in {year}, and for how much?'],
  },
  {
    key: 'tax',
    ask: [
      "Why did {company}'s effective tax rate change in FY{year}?",
      'What drove the tax rate of {company} in {year}?',
    ],
  },
  {
    key: 'people',
    ask: [
      'What was the headcount of {company} at the end of FY{year}?',
      'How large was the workforce of {company} in {year}?',
    ],
  },
  {
    key: 'leases',
    ask: [
      'For how long does {company} rent its stores, by its FY{year} report?',
      'What are the lease terms of {company} in FY{year}?',
    ],
  },
] as const;
