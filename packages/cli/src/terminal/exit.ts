/** What a script learns of how it went; numbers above 1 as in `sysexits.h` and shells. */
export const EXIT = { ok: 0, failed: 1, usage: 64, noServer: 69, stopped: 130 } as const;
