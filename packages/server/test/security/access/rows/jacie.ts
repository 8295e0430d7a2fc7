import type { AccessRow } from '../access-row.ts';

const open = (path: string): AccessRow => ({
  route: `GET ${path}`,
  access: 'open',
  pages: 'any',
  ask: () => ({ path }),
});

const ask = (path: string): readonly AccessRow[] => {
  const say = (query: string): unknown => ({ query });
  const route = { route: `POST ${path}`, pages: 'any' } as const;
  return [
    { ...route, access: 'user', ask: () => ({ path, body: say('Hello') }), say },
    {
      ...route,
      when: 'with a cursor, of a turn of another system',
      access: 'owner',
      // That it is not of this stream; nobody else is told that it exists.
      ownerGets: 400,
      ask: ({ turn }) => ({ path, headers: { 'last-event-id': `${turn}:0` } }),
    },
  ];
};

// The two that others have at the root too are in their rows.
const ADDRESSES = ['/jacie/chat/stream', '/jacie/chat', '/jacie/fast_chat/stream', '/jacie/fast_chat'];
const AT_ROOT = ['/fast_chat/stream', '/fast_chat'];

export const jacieRows: readonly AccessRow[] = [
  ...[...ADDRESSES, ...AT_ROOT].flatMap(ask),
  ...['/jacie/health', '/jacie/docs', '/jacie/openapi.json'].map(open),
];
