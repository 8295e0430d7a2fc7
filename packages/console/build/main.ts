import { buildConsole, CACHE, type BuildReport } from './build-console.ts';
import { fingerprint } from './fingerprint.ts';

/**
 * Builds the page where it is not built yet, and says on standard output how that goes: `BuildReport`, one a line.
 * The server runs this as a process of its own, so that a build takes nothing from it and cannot break it.
 */
function report(line: BuildReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

try {
  await buildConsole(fingerprint(), CACHE, report);
} catch (error) {
  report({ state: 'failed', problem: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
