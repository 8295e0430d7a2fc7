import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** What it said first. */
  readonly said: string;
}

/** Runs a script until it has said one line or has ended. */
export async function startChild(script: URL, args: readonly string[], uid?: number): Promise<Child> {
  const path = fileURLToPath(script);
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const lines = createInterface(child.stdout);
  const [said] = (await Promise.race([once(lines, 'line'), once(lines, 'close').then(() => [''])])) as string[];
  return { process: child, said: said ?? '' };
}

/** Resolves with how the process ended; kills it first where a signal is named. */
export async function ended(child: Child, signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
  const { process: running } = child;
  if (running.exitCode === null && running.signalCode === null) {
    const exit = once(running, 'exit');
    if (signal !== undefined) {
      running.kill(signal);
    }
    await exit;
  }
  return running.exitCode ?? running.signalCode;
}
