import type { AccessRow } from '../access-row.ts';

const open = (path: string): AccessRow => ({
  route: `GET ${path}`,
  access: 'open',
  pages: 'any',
  ask: () => ({ path }),
});

const chat = (path: string): readonly AccessRow[] => {
  const say = (message: string): unknown => ({ message });
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

export const assistantRows: readonly AccessRow[] = [
  ...chat('/chat'),
  ...chat('/assistant/chat'),
  ...['/assistant/health', '/assistant/docs', '/assistant/openapi.json'].map(open),
];
