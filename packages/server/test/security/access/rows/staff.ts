import type { AccessRow } from '../access-row.ts';
import { foreignCursorRow, openRows } from '../system-rows.ts';

const say = (content: string): unknown => ({ content });
const profile = { name: 'Nadia', role: 'Accountant', instructions: 'Keep the books.' };

const rowsAt = (base: string): readonly AccessRow[] => {
  const staff = `${base}/api/v1/staff`;
  const user = (method: string, path: string, asked: string, body?: unknown): AccessRow => ({
    route: `${method} ${staff}${path}`,
    access: 'user',
    pages: 'any',
    ask: () => ({ path: `${staff}${asked}`, ...(body === undefined ? {} : { body }) }),
  });
  return [
    user('GET', '', ''),
    user('GET', '/', '/'),
    user('POST', '', '', profile),
    user('POST', '/', '/', profile),
    user('GET', '/:staff_id', '/maya'),
    user('PATCH', '/:staff_id', '/maya', { role: 'Scientist' }),
    user('PUT', '/:staff_id', '/maya', { role: 'Scientist' }),
    // Each user's own to remove, once: one of them under each address.
    user('DELETE', '/:staff_id', base === '' ? '/jonas' : '/elena'),
    user('GET', '/:staff_id/messages', '/maya/messages'),
    user('POST', '/:staff_id/messages', '/maya/messages', say('Hello')),
    {
      route: `POST ${staff}/:staff_id/messages/stream`,
      access: 'user',
      pages: 'any',
      ask: () => ({ path: `${staff}/omar/messages/stream`, body: say('Hello') }),
      say,
    },
    foreignCursorRow(`${staff}/omar/messages/stream`, { route: `${staff}/:staff_id/messages/stream`, body: {} }),
  ];
};

export const staffRows: readonly AccessRow[] = [
  ...rowsAt('/staff'),
  ...rowsAt(''),
  ...openRows('/staff/docs', '/staff/openapi.json', '/staff/health'),
];
