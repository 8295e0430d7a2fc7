import type { Figure, Goal, Row } from './figure.ts';
import { pairedDifferences, pairedRatios, spread, type Spread } from './statistics.ts';
import { reference } from './targets.ts';

/** What was measured by one figure. */
export interface Measured {
  readonly figure: Figure;
  readonly rows: readonly Row[];
}

const HEAD = ['figure', 'server', 'median (range)', 'beside the first, median (range)', 'goal'];
/** The server that the goals are for. */
const MEASURED_SERVER = 'parlance';

/** The table as Markdown: one line for each server of each row. */
export function table(measured: readonly Measured[]): string {
  const lines = measured.flatMap(({ rows }) => rows.flatMap((row) => serverLines(row)));
  const cells = [HEAD, ...lines];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => (line[column] ?? '').length)));
  const format = (line: readonly string[]): string =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [format(HEAD), rule, ...lines.map(format)].join('\n');
}

function serverLines(row: Row): string[][] {
  const base = row.reference ?? reference.name;
  const measured = [...row.samples].map(([server, values], index) => {
    const own = spread(values);
    const beside = server === base ? undefined : compared(row, values, row.samples.get(base));
    const goal = server === (row.goal?.line ?? MEASURED_SERVER) ? row.goal : undefined;
    return [
      index === 0 ? [row.label, row.unit].filter(Boolean).join(', ') : '',
      server,
      text(own, row.digits),
      beside ? besideText(row, beside) : '',
      goal ? verdict(goal, goal.of === 'value' ? own.median : (beside?.median ?? Number.NaN)) : '',
    ];
  });
  const failed = [...(row.failures ?? [])].map(([server, reason]) => ['', server, `**failed**: ${reason}`, '', '']);
  return [...measured, ...failed];
}

function compared(row: Row, values: readonly number[], references?: readonly number[]): Spread | undefined {
  if (row.compare === 'alone' || !references) return undefined;
  return spread(row.compare === 'ratio' ? pairedRatios(values, references) : pairedDifferences(values, references));
}

function besideText(row: Row, beside: Spread): string {
  return row.compare === 'ratio' ? `${text(beside, 2)} ×` : `${text(beside, row.digits)} ${row.unit} more`;
}

function text({ median, low, high }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)} – ${high.toFixed(digits)})`;
}

function verdict({ limit, aim, moreIsBetter = false }: Goal, reached: number): string {
  const isMet = (goal: number): boolean => (moreIsBetter ? reached >= goal : reached <= goal);
  const sign = moreIsBetter ? '≥' : '≤';
  const wish = aim === undefined ? `${sign} ${limit}` : `${sign} ${limit}, aim ${aim}`;
  if (aim !== undefined && isMet(aim)) return `${wish}: aim reached`;
  return isMet(limit) ? `${wish}: reached` : `${wish}: **missed**`;
}

export interface ReportFacts {
  readonly machine: readonly string[];
  readonly date: string;
  readonly command: string;
  readonly pairs: number;
  readonly seconds: number;
}

/** The whole of RESULTS.md. */
export function resultsPage(measured: readonly Measured[], facts: ReportFacts): string {
  const methods = measured.map(({ figure }) => `- **${figure.name}**: ${figure.method}`);
  return `# What Parlance costs beside a bare relay

Written by \`${facts.command}\` on ${facts.date}: ${facts.pairs} rounds, ${facts.seconds} s a half.

${facts.machine.map((line) => `- ${line}`).join('\n')}

${table(measured)}

## How to read it
"relay" is \`bench/relay.ts\`: \`node:http\` in and out, one \`JSON.parse\` for each chunk of the provider, one small
event for each token, nothing stored, no token checked. Parlance runs with everything on: durable log, authentication
of every request, JSON logs. "relay again" is a second process of the same relay: what it differs from 1.0 is the
noise of the machine. Absolute figures drift with the machine; trust the comparisons, which are made within one round.

All servers are up at the same time and are measured in turn, every second round backwards. The fake provider and the
clients are two further processes; nothing is pinned to a core. CPU is the scheduler's account of the server's
process, its threads and its descendants. Each client puts its answer together and compares every character with the
text that the provider was asked for: one wrong, missing or doubled token ends the run without a table.

${methods.join('\n')}
`;
}
