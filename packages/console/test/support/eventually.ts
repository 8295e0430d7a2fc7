import { expect } from 'vitest';

/** As `expect.poll`, with a limit that tells a test that hangs from a busy machine. */
export function eventually<Value>(read: () => Value | Promise<Value>) {
  return expect.poll(read, { timeout: 90_000 });
}
