import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const PROGRAM = join(import.meta.dirname, '../../../../console/build/main.ts');

/** Longer than any build takes; one that hangs must not be waited for silently for ever, milliseconds. */
const LIMIT_MS = 120_000;

const reports = z.discriminatedUnion('state', [
  z.object({ state: z.literal('building'), step: z.string() }),
  z.object({ state: z.literal('ready'), folder: z.string(), built: z.boolean(), scriptBytes: z.number() }),
  z.object({ state: z.literal('failed'), problem: z.string() }),
]);

/** What the build says of itself. */
export type BuildReport = z.output<typeof reports>;

export interface RunningBuild {
  /** Ends the build; nothing is reported any more. */
  stop(): void;
}

/**
 * Runs the build of the page in a process of its own. `hear` gets what it reports,
 * last of all `ready` or `failed`, whatever becomes of the process.
 */
export function runBuild(hear: (report: BuildReport) => void, program = PROGRAM): RunningBuild {
  let ended = false;
  const end = (report: BuildReport): void => {
    if (ended) return;
    ended = report.state !== 'building';
    hear(report);
  };
  // Of our environment it gets only what finds programs: no key of a provider has any business there.
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, [program], {
    env: { PATH, HOME, TMPDIR, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2_000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const report = reports.safeParse(parseJson(line));
    if (report.success) end(report.data);
  });
  child.once('error', (error) => end({ state: 'failed', problem: error.message }));
  child.once('close', (code) => {
    end({ state: 'failed', problem: errors.trim() || `The build ended with ${code ?? 'a signal'}.` });
  });
  return {
    stop: () => {
      ended = true;
      child.kill('SIGKILL');
    },
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
