import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { replaySimulation, searchSimulation } from '../simulation/search.ts';
import type { LongSuite } from './long/long-suites.ts';
import { helpText, planOf, type Plan } from './long/options.ts';

const ROOT = join(import.meta.dirname, '../../../..');

/** `npm run faults`: see `--help`. */
try {
  const plan = planOf(process.argv.slice(2));
  process.exitCode = plan.help ? help() : await run(plan);
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\nnpm run faults -- --help lists the options.\n`);
  process.exitCode = 2;
}

function help(): number {
  process.stdout.write(helpText());
  return 0;
}

async function run({ seed, turns, from, all, suites }: Plan): Promise<number> {
  let well = true;
  if (seed !== null) well = await replaySimulation(seed);
  if (turns !== null) well = (await searchSimulation({ turns, from, all })) && well;
  for (const { suite, count } of suites) well = (await runSuite(suite, count, from)) && well;
  return well ? 0 : 1;
}

async function runSuite({ file, variable }: LongSuite, count: number, from: number): Promise<boolean> {
  process.stdout.write(`${variable}=${count} ${file}\n`);
  const running = spawn(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', file], {
    cwd: ROOT,
    env: { ...process.env, [variable]: String(count), FIRST_SEED: String(from) },
    stdio: 'inherit',
  });
  const [code]: unknown[] = await once(running, 'exit');
  return code === 0;
}
