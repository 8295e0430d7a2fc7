import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'spec/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
    // Real servers, real sockets and real files: two cores are shared by every worker.
    // Otherwise it would meet another copy of `graphql` than the server's sources do.
    server: { deps: { inline: ['graphql', 'graphql-http'] } },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'], reporter: ['text-summary', 'html'] },
  },
});
