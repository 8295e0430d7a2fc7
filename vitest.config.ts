import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Hundreds of servers and threads are started, of the same sources: they need not be compiled each time.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/tests');

/** Tests that measure the memory or the event loop of a process: what else runs would be measured with it. */
const MEASURING = [
  'packages/server/test/faults/half-open.test.ts',
  'packages/server/test/faults/hard-disconnects.test.ts',
  'packages/server/test/faults/hostile-memory.test.ts',
  'packages/server/test/faults/hostile-process.test.ts',
  'packages/server/test/faults/probes-under-flood.test.ts',
  'packages/server/test/faults/stalled-readers.test.ts',
];

/** Tests that start their servers in their own process, and whose servers have nothing left to do when they end. */
const SERVERS = ['surfaces', 'http', 'engine', 'security'].map((part) => `packages/server/test/${part}/**/*.test.ts`);

export default defineConfig({
  test: {
    // Otherwise it would meet another copy of `graphql` than the server's sources do.
    server: { deps: { inline: ['graphql', 'graphql-http'] } },
    // They tell a test that hangs from one on a busy machine, and measure nothing.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'], reporter: ['text-summary', 'html'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'beside others',
          include: ['packages/*/test/**/*.test.ts', 'spec/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...MEASURING, ...SERVERS],
          // Most of a test is waiting for real servers, sockets and files: two cores carry three at a time.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          include: SERVERS,
          // They replace nothing, and what they start they end: to load and compile all sources anew for each file would
          // take two fifths of the processors' time.
          isolate: false,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'units',
          include: ['packages/*/src/**/*.test.{ts,tsx}'],
          // They stand beside the code, start nothing and replace nothing: a process for each would cost more than they do.
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: MEASURING, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
