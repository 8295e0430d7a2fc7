import type { AccessRow } from '../access-row.ts';

const open = (path: string): AccessRow => ({
  route: `GET ${path}`,
  access: 'open',
  pages: 'own',
  ask: () => ({ path }),
});

export const operationRows: readonly AccessRow[] = [
  ...['/', '/health', '/livez', '/readyz', '/docs'].map(open),
  // The console: the same page for everybody. What it shows comes from the native API.
  ...(
    [
      ['/c/:conversation', '/c/anything'],
      ['/a/:assistant', '/a/milo'],
      ['/console/:page', '/console/models'],
      ['/assets/:file', '/assets/page.js'],
    ] as const
  ).map(([pattern, path]): AccessRow => ({ ...open(path), route: `GET ${pattern}` })),
  { route: 'GET /metrics', access: 'admin', pages: 'own', ask: () => ({ path: '/metrics' }) },
];
