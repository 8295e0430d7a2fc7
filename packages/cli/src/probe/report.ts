import { printableLine } from '../terminal/printable.ts';
import type { Surface } from './documented.ts';
import type { Outcome } from './step.ts';

/** What a run has found. */
export interface Report {
  readonly url: string;
  readonly surfaces: readonly Surface[];
  readonly outcomes: readonly Outcome[];
  /** Documented operations that no step tries. */
  readonly notCovered: readonly string[];
}

const MARKS: Readonly<Record<Outcome['result'], string>> = { passed: '✓', failed: '✗', skipped: '–' };

/** `✓ GET /health says who answers … (12 ms)` */
export function outcomeLine({ operation, title, result, problem, milliseconds }: Outcome): string {
  const time = result === 'passed' ? ` (${milliseconds} ms)` : '';
  const why = problem === null ? '' : `\n    ${printableLine(problem)}`;
  return `${MARKS[result]} ${printableLine(operation)} ${title}${time}${why}`;
}

/** How many addresses of each surface are as documented, and the whole in one sentence. */
export function summary(report: Report): string {
  const asked = report.surfaces.filter(({ operations }) => operations.length > 0);
  const lines = asked.map(({ title, operations }) => {
    const fine = operations.filter((operation) => resultOf(operation, report) === 'passed').length;
    return `  ${printableLine(title).padEnd(24)} ${fine} of ${operations.length}`;
  });
  const all = report.surfaces.flatMap(({ operations }) => operations);
  const count = (result: Outcome['result'] | 'not covered'): number =>
    all.filter((operation) => resultOf(operation, report) === result).length;
  const notCovered = report.notCovered.map(
    (operation) => `  ? ${printableLine(operation)} is documented, and not covered`,
  );
  return [
    'Addresses that are as documented:',
    ...lines,
    ...notCovered,
    `${count('passed')} are as documented, ${count('failed')} are not, ${count('skipped')} could not be tried, ${count('not covered')} are not covered.`,
  ].join('\n');
}

export function hasFailed({ outcomes }: Report): boolean {
  return outcomes.some(({ result }) => result === 'failed');
}

/** The worst of what was tried there; skipped where nothing else was. */
function resultOf(operation: string, { outcomes }: Report): Outcome['result'] | 'not covered' {
  const results = outcomes.filter((outcome) => outcome.operation === operation).map(({ result }) => result);
  if (results.includes('failed')) return 'failed';
  if (results.length === 0) return 'not covered';
  return results.every((result) => result === 'skipped') ? 'skipped' : 'passed';
}
