import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifies } from '../spec/verifies.ts';
import { runCommand } from './run-command.ts';
import { ROOT } from './source-files.ts';
import { summarize, summarizeReport, type TestSummary } from './test-report.ts';

const PASSES = "import { test, expect } from 'vitest';\ntest('adds', () => expect(1 + 1).toBe(2));\n";

describe('the summary of a test run', () => {
  test('counts what passed, failed and was skipped', async () => {
    const summary = await run(`${PASSES}test('breaks', () => expect(1).toBe(2));\ntest.skip('waits', () => {});\n`);
    expect(summary).toMatchObject({ passed: 1, failed: 1, skipped: 1, problems: [] });
  });

  verifies('house:summary', 'counts a failure outside of the tests', async () => {
    expect(await run(`${PASSES}void Promise.reject(new Error('nobody listens'));\n`)).toMatchObject({
      passed: 1,
      failed: 1,
      problems: [expect.stringContaining('beside its tests')],
    });
    expect(await run(`${PASSES}import './is-not-there.ts';\n`)).toMatchObject({
      passed: 0,
      failed: 2,
      problems: [expect.stringContaining('outside of its tests'), expect.stringContaining('no test')],
    });
  });

  verifies('house:summary', 'fails a run that dies or finds nothing', async () => {
    expect((await run(`${PASSES}process.kill(process.ppid, 'SIGKILL');\n`)).failed).toBeGreaterThan(0);
    expect((await run('')).failed).toBeGreaterThan(0);
    expect(summarize('{"testResults":[]}', 0)).toMatchObject({ failed: 1, problems: ['The test run found no test.'] });
    expect(summarize('{"testRes', 0)).toMatchObject({ failed: 1 });
    expect(summarize(null, null)).toMatchObject({ failed: 1 });
  });
});

/** Runs vitest on one test file, as the check does. */
async function run(text: string): Promise<TestSummary> {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-report-'));
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'planted.test.ts'), text);
    const report = join(folder, 'report.json');
    const { code } = await runCommand(['vitest', 'run', '--pool=forks', '--reporter=json', `--outputFile=${report}`], {
      cwd: folder,
    });
    return summarizeReport(report, code);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
