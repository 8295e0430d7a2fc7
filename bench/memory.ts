import { processTree, readOrEmpty } from './process-tree.ts';

/** Resident bytes of a process and its descendants; pages that several share are counted in parts (PSS). */
export function residentBytes(pid: number): number {
  let kilobytes = 0;
  for (const member of processTree(pid)) {
    kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(readOrEmpty(`/proc/${member}/smaps_rollup`))?.[1] ?? 0);
  }
  return kilobytes * 1024;
}
