import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type CommandResult, runCommand } from './run-command.ts';
import { ROOT } from './source-files.ts';
import { summarizeReport, type TestSummary } from './test-report.ts';

interface Step {
  readonly title: string;
  readonly command: readonly [program: string, ...args: string[]];
}

/** What has to hold before the tests count. The order is the order of the output; every step runs in any case. */
const STEPS: readonly Step[] = [
  { title: 'programs', command: ['node', 'scripts/ensure-programs.ts'] },
  { title: 'format', command: ['oxfmt', '--check'] },
  { title: 'lint', command: ['oxlint', '--deny-warnings'] },
  { title: 'types of wire', command: ['tsc', '-p', 'packages/wire'] },
  { title: 'types of client', command: ['tsc', '-p', 'packages/client'] },
  { title: 'types of its tests', command: ['tsc', '-p', 'packages/client/test'] },
  { title: 'types of cli', command: ['tsc', '-p', 'packages/cli'] },
  { title: 'types of console', command: ['tsc', '-p', 'packages/console'] },
  { title: 'types of its tests', command: ['tsc', '-p', 'packages/console/test'] },
  { title: 'types', command: ['tsc', '-p', '.'] },
  { title: 'dead code', command: ['knip', '--no-progress'] },
];

const TEST_LIMIT_MS = 13.5 * 60_000;
const SLOW_FILE_MS = 5_000;

const failures: string[] = [];
for (const step of STEPS) if (!(await runStep(step))) failures.push(step.title);
const tests = await runTests();
if (tests.failed > 0) failures.push('tests');
const failed = failures.filter((title) => title !== 'tests').length + tests.failed;
const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}`);
console.log(`\n${STEPS.length - (failed - tests.failed) + tests.passed} passed, ${failed} failed${skipped}`);
process.exitCode = failed > 0 ? 1 : 0;

async function runStep({ title, command }: Step): Promise<boolean> {
  const { result, seconds } = await timed(() => runCommand(command));
  const passed = result.code === 0;
  console.log(`${passed ? '✓' : '✗'} ${title.padEnd(14)} ${seconds} s`);
  const text = [result.problem, result.output.trim()].filter((line) => line !== null && line !== '').join('\n');
  if (text !== '' && (!passed || title === 'programs')) console.log(text);
  return passed;
}

async function runTests(): Promise<TestSummary> {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-check-'));
  const report = join(folder, 'report.json');
  try {
    const { result, seconds } = await timed(() =>
      runCommand(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
        limitMs: TEST_LIMIT_MS,
        show: true,
      }),
    );
    const summary = summarizeReport(report, result.code);
    console.log(`${summary.failed === 0 ? '✓' : '✗'} ${'tests'.padEnd(14)} ${seconds} s`);
    for (const { file, ms } of summary.slowest.filter((each) => each.ms >= SLOW_FILE_MS).slice(0, 10)) {
      console.log(`  ${(ms / 1000).toFixed(1)} s  ${relative(ROOT, file)}`);
    }
    for (const problem of [...summary.problems, ...(result.problem === null ? [] : [`vitest ${result.problem}.`])]) {
      console.log(`  ${problem}`);
    }
    return summary;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function timed(run: () => Promise<CommandResult>): Promise<{ result: CommandResult; seconds: string }> {
  const start = performance.now();
  const result = await run();
  return { result, seconds: ((performance.now() - start) / 1000).toFixed(1) };
}
