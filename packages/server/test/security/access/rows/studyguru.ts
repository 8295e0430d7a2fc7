import type { AccessRow } from '../access-row.ts';

const say = (message: string): unknown => ({ message });

const rowsAt = (base: string): readonly AccessRow[] => [
  {
    route: `POST ${base}/api/stream/stream-conversation`,
    access: 'user',
    pages: 'any',
    ask: () => ({ path: `${base}/api/stream/stream-conversation`, body: say('Hello') }),
    say,
  },
  {
    route: `POST ${base}/api/stream/stream-conversation`,
    when: 'with a cursor, of a turn of another system',
    access: 'owner',
    ownerGets: 400,
    pages: 'any',
    ask: ({ turn }) => ({
      path: `${base}/api/stream/stream-conversation`,
      body: {},
      headers: { 'last-event-id': `${turn}:0` },
    }),
  },
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
  {
    route: `GET ${base}/api/stream/health`,
    access: 'open',
    pages: 'any',
    ask: () => ({ path: `${base}/api/stream/health` }),
  },
];

export const studyguruRows: readonly AccessRow[] = [
  ...rowsAt('/studyguru'),
  ...rowsAt(''),
  ...['/studyguru/docs', '/studyguru/openapi.json'].map((path): AccessRow => ({
    route: `GET ${path}`,
    access: 'open',
    pages: 'any',
    ask: () => ({ path }),
  })),
];
