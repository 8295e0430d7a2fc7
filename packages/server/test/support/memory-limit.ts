import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a server process is bound to so much memory. */
export interface MemoryLimit extends Disposable {
  /** `kernel`: it is killed when it takes more. `own`: it only believes in the limit. */
  readonly kind: 'kernel' | 'own';
  /** For `createServerHome`. */
  readonly before: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const GROUPS = '/sys/fs/cgroup/memory';

/** A memory cgroup where this process may make one (version 1, as root), else the server's own setting. */
export function limitMemory(megabytes: number): MemoryLimit {
  const folder = join(GROUPS, `parlance-test-${process.pid}`);
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, 'memory.limit_in_bytes'), String(megabytes * 1_048_576));
  } catch {
    const environment = { MAX_MEMORY_MB: String(megabytes) };
    return { kind: 'own', before: [], environment, [Symbol.dispose]: () => undefined };
  }
  return {
    kind: 'kernel',
    before: ['sh', '-c', `echo $$ > ${folder}/cgroup.procs && exec "$0" "$@"`],
    environment: {},
    [Symbol.dispose]: () => rmdirSync(folder),
  };
}
