import type { AccessRow } from '../access-row.ts';

const open = (path: string): AccessRow => ({
  route: `GET ${path}`,
  access: 'open',
  pages: 'own',
  ask: () => ({ path }),
});

export const operationRows: readonly AccessRow[] = [
  ...['/', '/health', '/livez', '/readyz', '/docs'].map(open),
  { route: 'GET /metrics', access: 'admin', pages: 'own', ask: () => ({ path: '/metrics' }) },
];
