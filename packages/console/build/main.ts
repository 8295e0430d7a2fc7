import { cpSync } from 'node:fs';
import { buildConsole, CACHE, type BuildReport } from './build-console.ts';
import { fingerprint } from './fingerprint.ts';

/**
 * Builds the page where it is not built yet, and says on standard output how that goes: `BuildReport`, one a line.
 * The server runs this as a process of its own, so that a build takes nothing from it and cannot break it. By hand, as
 * for an image: with a folder as argument, the page is put there as well, for CONSOLE.
 */
function report(line: BuildReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

try {
  const folder = await buildConsole(fingerprint(), CACHE, report);
  const [target] = process.argv.slice(2);
  if (target !== undefined) cpSync(folder, target, { recursive: true });
} catch (error) {
  report({ state: 'failed', problem: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
