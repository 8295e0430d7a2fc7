import type { AccessRow } from '../access-row.ts';
import { foreignCursorRow, openRows } from '../system-rows.ts';

const say = (message: string): unknown => ({ message });

const rowsAt = (base: string): readonly AccessRow[] => [
  {
    route: `POST ${base}/api/stream/stream-conversation`,
    access: 'user',
    pages: 'any',
    ask: () => ({ path: `${base}/api/stream/stream-conversation`, body: say('Hello') }),
    say,
  },
  foreignCursorRow(`${base}/api/stream/stream-conversation`, { body: {} }),
  {
    route: `POST ${base}/api/stream/stream-conversation`,
    when: 'in a conversation of another system',
    access: 'owner',
    ownerGets: 404,
    pages: 'any',
    ask: ({ conversation }) => ({
      path: `${base}/api/stream/stream-conversation`,
      body: { message: 'Hello', interaction_id: conversation },
    }),
  },
  {
    route: `GET ${base}/api/stream/stream-simple`,
    access: 'user',
    pages: 'any',
    ask: () => ({ path: `${base}/api/stream/stream-simple?message=Hello` }),
  },
  {
    route: `POST ${base}/graphql`,
    access: 'user',
    pages: 'any',
    ask: () => ({ path: `${base}/graphql`, body: { query: '{ points { balance } }' } }),
  },
  ...openRows(`${base}/api/stream/health`),
];

export const studyguruRows: readonly AccessRow[] = [
  ...rowsAt('/studyguru'),
  ...rowsAt(''),
  ...openRows('/studyguru/docs', '/studyguru/openapi.json'),
];
