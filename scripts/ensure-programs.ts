import { existsSync } from 'node:fs';
import { findProgram, missingPrograms, type Program } from './programs.ts';
import { runCommand } from './run-command.ts';

/**
 * Installs the programs that tests need, where that is possible: as root on Debian. Elsewhere it names what is missing.
 * Fails only under `CI=true`, because elsewhere the suites in question are skipped in plain sight.
 */
const missing = missingPrograms();
if (missing.length > 0 && canInstall()) await install(missing);
const stillMissing = missingPrograms();
for (const { name, debianPackage, neededFor } of stillMissing) {
  console.log(`${name} is missing (Debian package ${debianPackage}): tests of ${neededFor} are skipped.`);
}
if (stillMissing.length > 0 && process.env['CI'] === 'true') process.exitCode = 1;

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get') !== null;
}

async function install(programs: readonly Program[]): Promise<void> {
  const packages = programs.map(({ debianPackage }) => debianPackage);
  console.log(`Installing ${packages.join(', ')} …`);
  await apt(['update']);
  await apt(['install', '-y', '--no-install-recommends', ...packages]);
}

async function apt(args: readonly string[]): Promise<void> {
  const { code, output, problem } = await runCommand(['apt-get', '-qq', ...args], {
    environment: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (code !== 0) console.log(`apt-get ${args[0]} failed: ${problem ?? output.trim().split('\n').slice(-3).join(' ')}`);
}
