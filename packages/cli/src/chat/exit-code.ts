import { ClientError } from '@parlance/client';

/** What a script learns of how it went; numbers above 1 as in `sysexits.h` and shells. */
export const EXIT = { ok: 0, failed: 1, usage: 64, noServer: 69, stopped: 130 } as const;

export function exitCodeOf(error: unknown): number {
  return error instanceof ClientError && error.kind === 'network' ? EXIT.noServer : EXIT.failed;
}
