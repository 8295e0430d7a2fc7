import type { ChildProcess } from 'node:child_process';

const alive = new Set<ChildProcess>();

/** Remembers a child, so that nothing outlives the benchmark, however it ends. */
export function track(child: ChildProcess): ChildProcess {
  alive.add(child);
  child.on('exit', () => alive.delete(child));
  return child;
}

/** Asks the child to end, insists after two seconds, and waits until it has. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const insist = setTimeout(() => child.kill('SIGKILL'), 2000);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(insist);
}

function killAll(): void {
  for (const child of alive) child.kill('SIGKILL');
}

/** Ends every tracked child on exit and on the usual signals. Call it once, at the start. */
export function endChildrenWithMe(): void {
  process.on('exit', killAll);
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => process.exit(code));
  }
}
