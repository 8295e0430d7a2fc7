import type { AccessRow } from '../access-row.ts';

const WEBHOOKS = '/api/v1/webhooks';
/** Nobody listens there, and the guard would not let anybody by. */
const body = { url: 'http://localhost:9/' };

/** A row of one webhook of the owner's. */
const webhook = (method: string, path: string, asked: Partial<AccessRow> & { readonly body?: unknown } = {}) => {
  const { body: sent, ...more } = asked;
  const row: AccessRow = {
    route: `${method} ${WEBHOOKS}/:id${path}`,
    access: 'owner',
    pages: 'own',
    before: () => ({ path: WEBHOOKS, body }),
    ask: ({ made }) => ({
      path: `${WEBHOOKS}/${made ?? ''}${path.replace(':letter', 'unknown')}`,
      ...(sent === undefined ? {} : { body: sent }),
    }),
    ...more,
  };
  return row;
};

export const webhookRows: readonly AccessRow[] = [
  { route: `GET ${WEBHOOKS}`, access: 'user', pages: 'own', ask: () => ({ path: WEBHOOKS }) },
  { route: `POST ${WEBHOOKS}`, access: 'user', pages: 'own', ask: () => ({ path: WEBHOOKS, body }) },
  webhook('GET', ''),
  webhook('PATCH', '', { body: { enabled: false } }),
  webhook('DELETE', ''),
  webhook('POST', '/rotate'),
  webhook('POST', '/test'),
  webhook('GET', '/dead-letters'),
  webhook('POST', '/dead-letters/:letter/redeliver', { ownerGets: 404 }),
  webhook('DELETE', '/dead-letters/:letter', { ownerGets: 404 }),
];
