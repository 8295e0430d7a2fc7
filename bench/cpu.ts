import { processTree, readOrEmpty, threads } from './process-tree.ts';

/**
 * CPU time in nanoseconds that a process, its threads and its descendants have used so far. It is the scheduler's own
 * account (`schedstat`), which is a hundred thousand times finer than the clock ticks of `/proc/<pid>/stat`. A thread
 * that ends takes its time with it, so a server that ends threads while it is measured looks cheaper than it is.
 */
export function cpuNanoseconds(pid: number): number {
  let total = 0;
  for (const member of processTree(pid)) {
    for (const thread of threads(member)) {
      total += Number(readOrEmpty(`/proc/${member}/task/${thread}/schedstat`).split(' ')[0] ?? 0);
    }
  }
  return total;
}
