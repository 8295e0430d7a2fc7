import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../src/start.mjs');
/** A server that starts after all is ended here; it has no exit code then. */
const PATIENCE_MS = 60_000;

export interface RefusedStart {
  /** Null where it did not end by itself. */
  readonly code: number | null;
  readonly stderr: string;
}

/** Starts a server that is expected to give up. */
export function refusedStart(environment: Readonly<Record<string, string>>, uid?: number): RefusedStart {
  const { status, stderr } = spawnSync(process.execPath, [MAIN], {
    cwd: '/',
    env: { PATH: process.env['PATH'], PORT: '0', ...environment },
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  return { code: status, stderr };
}
