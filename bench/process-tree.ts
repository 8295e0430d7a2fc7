import { readdirSync, readFileSync } from 'node:fs';

/** The process and all its descendants. Linux only, like every figure here. */
export function processTree(pid: number): number[] {
  const found = [pid];
  for (const parent of found) {
    for (const thread of threads(parent)) {
      const children = readOrEmpty(`/proc/${parent}/task/${thread}/children`).trim();
      if (children) found.push(...children.split(' ').map(Number));
    }
  }
  return found;
}

/** Thread ids of a process; none where it has ended. */
export function threads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** A file of /proc, or nothing where its process has just ended. */
export function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
