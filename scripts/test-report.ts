import { readFileSync } from 'node:fs';

/** Counts of one run, and what to print about it. */
export interface TestSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Failures that belong to no single test, one sentence each. */
  readonly problems: readonly string[];
  /** Slowest files first. */
  readonly slowest: readonly { readonly file: string; readonly ms: number }[];
}

interface FileReport {
  readonly name: string;
  readonly status: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly assertionResults: readonly { readonly status: string }[];
}

/**
 * Counts tests from vitest's JSON report, and each failure outside of a test as one more.
 *
 * @param json The report's text; null where the run left none.
 * @param code Exit code of the run; null where it was killed.
 */
export function summarize(json: string | null, code: number | null): TestSummary {
  const files = json === null ? null : readFiles(json);
  const statuses = (files ?? []).flatMap((file) => file.assertionResults.map(({ status }) => status));
  const count = (status: string): number => statuses.filter((each) => each === status).length;
  const passed = count('passed');
  const skipped = count('skipped') + count('pending') + count('todo') + count('disabled');
  const failedTests = statuses.length - passed - skipped;
  const problems = (files ?? [])
    .filter((file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'))
    .map((file) => `${file.name} failed outside of its tests.`);
  if (files === null) problems.push('The test run left no readable report.');
  else if (statuses.length === 0) problems.push('The test run found no test.');
  if (code !== 0 && failedTests + problems.length === 0) {
    problems.push(`The test run ended with ${code === null ? 'no exit code' : `exit code ${code}`} beside its tests.`);
  }
  const slowest = (files ?? [])
    .map(({ name, startTime, endTime }) => ({ file: name, ms: Math.round(endTime - startTime) }))
    .sort((a, b) => b.ms - a.ms);
  return { passed, failed: failedTests + problems.length, skipped, problems, slowest };
}

/** As `summarize`, from the file that the run should have written. */
export function summarizeReport(file: string, code: number | null): TestSummary {
  return summarize(readIfAny(file), code);
}

function readIfAny(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function readFiles(json: string): readonly FileReport[] | null {
  try {
    const report: unknown = JSON.parse(json);
    if (typeof report !== 'object' || report === null || !('testResults' in report)) return null;
    return Array.isArray(report.testResults) && report.testResults.every(isFileReport) ? report.testResults : null;
  } catch {
    return null;
  }
}

function isFileReport(value: unknown): value is FileReport {
  if (typeof value !== 'object' || value === null) return false;
  const file: Partial<Record<keyof FileReport, unknown>> = value;
  return (
    typeof file.name === 'string' &&
    typeof file.status === 'string' &&
    typeof file.startTime === 'number' &&
    typeof file.endTime === 'number' &&
    Array.isArray(file.assertionResults) &&
    file.assertionResults.every(
      (result: unknown) => typeof result === 'object' && result !== null && 'status' in result,
    )
  );
}
