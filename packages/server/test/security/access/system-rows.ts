import type { AccessRow } from './access-row.ts';

/** Rows of GET addresses that everybody may read, from pages of every origin. */
export function openRows(...paths: readonly string[]): readonly AccessRow[] {
  return paths.map((path) => ({ route: `GET ${path}`, access: 'open', pages: 'any', ask: () => ({ path }) }));
}

/** A cursor of a turn that another system began: its owner hears that it is not of this stream, nobody else that it exists. */
export function foreignCursorRow(
  path: string,
  options: { readonly route?: string; readonly body?: unknown } = {},
): AccessRow {
  const { route = path, ...sent } = options;
  return {
    route: `POST ${route}`,
    when: 'with a cursor, of a turn of another system',
    access: 'owner',
    pages: 'any',
    ownerGets: 400,
    ask: ({ turn }) => ({ path, ...sent, headers: { 'last-event-id': `${turn}:0` } }),
  };
}

/** Rows of an address that answers a message in the body's only field. */
export function chatRows(path: string, field: string): readonly AccessRow[] {
  const say = (message: string): unknown => ({ [field]: message });
  return [
    { route: `POST ${path}`, access: 'user', pages: 'any', ask: () => ({ path, body: say('Hello') }), say },
    foreignCursorRow(path),
  ];
}
