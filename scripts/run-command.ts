import { type ChildProcess, spawn } from 'node:child_process';
import { ROOT } from './source-files.ts';

export interface CommandResult {
  /** 0 on success; null where a signal or the time limit ended it, or it could not be started. */
  readonly code: number | null;
  /** What it wrote to stdout and stderr; empty where it wrote straight through. */
  readonly output: string;
  /** Why there is no exit code. */
  readonly problem: string | null;
}

/**
 * Runs a command in the repository's root and waits for its end. Never rejects.
 *
 * @param options.limitMs Time limit, after which the command and its children are killed. Default: 5 minutes.
 * @param options.show Lets output through at once instead of keeping it. Default: false.
 * @param options.cwd Folder to run in. Default: the repository's root.
 * @param options.environment Variables to add to our own.
 */
export function runCommand(
  command: readonly [program: string, ...args: string[]],
  {
    limitMs = 300_000,
    show = false,
    cwd = ROOT,
    environment = {},
  }: { limitMs?: number; show?: boolean; cwd?: string; environment?: Readonly<Record<string, string>> } = {},
): Promise<CommandResult> {
  const [program, ...args] = command;
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  // A process group of its own, so that the time limit also ends workers and browsers that it started.
  const child = spawn(program, args, {
    cwd,
    detached: true,
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    env: { ...process.env, ...environment },
  });
  let output = '';
  let problem: string | null = null;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const timer = setTimeout(() => {
    problem = `was stopped after ${Math.round(limitMs / 1000)} s`;
    killGroup(child);
  }, limitMs);
  const interrupt = (): void => killGroup(child);
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const finish = (code: number | null, reason: string | null): void => {
    clearTimeout(timer);
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    resolve({ code: problem === null ? code : null, output, problem: problem ?? reason });
  };
  child.once('error', (error) => finish(null, `could not be started: ${error.message}`));
  child.once('close', (code, signal) => finish(code, signal === null ? null : `was ended by ${signal}`));
  return promise;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group ended by itself in the meantime.
  }
}
