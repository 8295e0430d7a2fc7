import type { AccessRow } from './access-row.ts';
import { assistantRows } from './rows/assistant.ts';
import { jacieRows } from './rows/jacie.ts';
import { miloRows } from './rows/milo.ts';
import { nativeRows } from './rows/native.ts';
import { operationRows } from './rows/operations.ts';
import { webhookRows } from './rows/webhooks.ts';
import { staffRows } from './rows/staff.ts';
import { studyguruRows } from './rows/studyguru.ts';

/** Every route of the server, and who may use it. A surface has its rows in a file of its own. */
export const ACCESS_TABLE: readonly AccessRow[] = [
  ...operationRows,
  ...assistantRows,
  ...miloRows,
  ...studyguruRows,
  ...staffRows,
  ...webhookRows,
  ...jacieRows,
  ...nativeRows,
];

export function titleOf({ route, when }: AccessRow): string {
  return when === undefined ? route : `${route} (${when})`;
}

/** What is wrong with the table, one sentence for each route without a row and each row without a route. */
export function problemsOf(routes: readonly string[], rows: readonly AccessRow[]): readonly string[] {
  const known = new Set(rows.map(({ route }) => route));
  const missing = routes.filter((route) => !/^(?:HEAD|OPTIONS) /.test(route) && !known.has(route));
  const served = new Set(routes);
  const stale = [...known].filter((route) => !served.has(route));
  const titles = rows.map(titleOf);
  return [
    ...missing.map(
      (route) =>
        `${route} is served, and nobody said who may use it. Add { route, access, pages, ask } to the rows of its ` +
        'surface in packages/server/test/security/access/rows/, and name a new file in access-table.ts.',
    ),
    ...stale.map((route) => `${route} has a row and is not served. Remove the row.`),
    ...titles.filter((title, at) => titles.indexOf(title) !== at).map((title) => `${title} has two rows.`),
  ];
}
