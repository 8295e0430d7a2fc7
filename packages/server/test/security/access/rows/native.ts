import { SMALL_IMAGE, type Access, type AccessRow, type Asking, type Thing } from '../access-row.ts';

const BASE = '/api/v1';

const row = (
  route: string,
  access: Access,
  ask: (thing: Thing) => Omit<Asking, 'path'> & { readonly at: string },
): AccessRow => {
  const [method = '', path = ''] = route.split(' ');
  return {
    route: `${method} ${BASE}${path}`,
    access,
    pages: 'own',
    ask: (thing) => {
      const { at, ...rest } = ask(thing);
      return { path: `${BASE}${at}`, ...rest };
    },
  };
};

const say = (message: string): unknown => ({ message });

export const nativeRows: readonly AccessRow[] = [
  row('GET /docs', 'open', () => ({ at: '/docs' })),
  row('GET /openapi.json', 'open', () => ({ at: '/openapi.json' })),
  row('GET /assistants', 'user', () => ({ at: '/assistants' })),
  row('GET /assistants/:name/guide', 'user', () => ({ at: '/assistants/milo/guide' })),
  row('POST /conversations', 'user', () => ({ at: '/conversations', body: { assistant: 'assistant' } })),
  row('POST /conversations/import', 'user', () => ({
    at: '/conversations/import',
    body: { time: '2024-03-04', speaker: 'Ana', text: 'Hello' },
  })),
  row('POST /memories/search', 'owner', ({ conversation }) => ({
    at: '/memories/search',
    body: { conversation, query: 'words' },
  })),
  row('GET /memories', 'user', () => ({ at: '/memories' })),
  row('GET /memories/export', 'user', () => ({ at: '/memories/export' })),
  row('DELETE /memories', 'user', () => ({ at: '/memories' })),
  // Its assistant does not remember; `memories-route.test.ts` has one that does, and what others are answered there.
  { ...row('GET /memories/:id', 'owner', ({ message }) => ({ at: `/memories/${message}` })), ownerGets: 404 },
  {
    ...row('PATCH /memories/:id', 'owner', ({ message }) => ({ at: `/memories/${message}`, body: { value: 'Ghent' } })),
    ownerGets: 404,
  },
  { ...row('DELETE /memories/:id', 'owner', ({ message }) => ({ at: `/memories/${message}` })), ownerGets: 404 },
  row('GET /conversations', 'user', () => ({ at: '/conversations' })),
  row('GET /conversations/:id', 'owner', ({ conversation }) => ({ at: `/conversations/${conversation}` })),
  row('PATCH /conversations/:id', 'owner', ({ conversation }) => ({
    at: `/conversations/${conversation}`,
    body: { title: 'Another' },
  })),
  row('DELETE /conversations/:id', 'owner', ({ conversation }) => ({ at: `/conversations/${conversation}` })),
  row('GET /conversations/:id/messages', 'owner', ({ conversation }) => ({
    at: `/conversations/${conversation}/messages`,
  })),
  row('GET /conversations/:id/states/:scope', 'owner', ({ conversation }) => ({
    at: `/conversations/${conversation}/states/guide`,
  })),
  {
    ...row('POST /conversations/:id/turns', 'owner', ({ conversation }) => ({
      at: `/conversations/${conversation}/turns`,
      body: say('Hello'),
    })),
    say,
  },
  {
    ...row('POST /conversations/:id/turns', 'owner', ({ conversation, message }) => ({
      at: `/conversations/${conversation}/turns`,
      body: { message: 'Hello', parent: message },
    })),
    when: 'after a message',
  },
  {
    ...row('POST /conversations/:id/turns', 'owner', ({ conversation, turn }) => ({
      at: `/conversations/${conversation}/turns`,
      headers: { 'last-event-id': `${turn}:0` },
    })),
    when: 'with a cursor',
  },
  row('GET /turns/:id', 'owner', ({ turn }) => ({ at: `/turns/${turn}` })),
  // Its assistant does not remember; `turn-context.test.ts` has one that does.
  { ...row('GET /turns/:id/context', 'owner', ({ turn }) => ({ at: `/turns/${turn}/context` })), ownerGets: 404 },
  row('GET /turns/:id/events', 'owner', ({ turn }) => ({ at: `/turns/${turn}/events` })),
  row('POST /turns/:id/cancel', 'owner', ({ turn }) => ({ at: `/turns/${turn}/cancel` })),
  row('DELETE /users/:user', 'admin', () => ({ at: '/users/nobody-here' })),
  { ...row('DELETE /users/:user', 'user', () => ({ at: '/users/me' })), when: 'oneself' },
  row('POST /users/:user/tokens/revoke', 'admin', () => ({ at: '/users/nobody-here/tokens/revoke' })),
  row('POST /documents', 'user', () => ({ at: '/documents', file: new Blob(['Words.']) })),
  row('GET /documents', 'user', () => ({ at: '/documents' })),
  row('GET /documents/ingestion', 'user', () => ({ at: '/documents/ingestion' })),
  row('POST /documents/search', 'user', () => ({ at: '/documents/search', body: { query: 'words' } })),
  row('GET /documents/:id', 'owner', ({ document }) => ({ at: `/documents/${document}` })),
  {
    ...row('GET /documents/:id/pages/:page', 'owner', ({ document }) => ({ at: `/documents/${document}/pages/99` })),
    when: 'a page that it has not',
    ownerGets: 400,
  },
  row('DELETE /documents/:id', 'owner', ({ document }) => ({ at: `/documents/${document}` })),
  row('POST /media', 'user', () => ({ at: '/media', file: SMALL_IMAGE })),
  row('GET /media/:id', 'owner', ({ media }) => ({ at: `/media/${media}` })),
  row('GET /media/:id/content', 'owner', ({ media }) => ({ at: `/media/${media}/content` })),
  row('DELETE /media/:id', 'owner', ({ media }) => ({ at: `/media/${media}` })),
  row('GET /points', 'user', () => ({ at: '/points' })),
  row('GET /points/ledger', 'user', () => ({ at: '/points/ledger' })),
  row('GET /operations', 'admin', () => ({ at: '/operations' })),
  row('GET /users/:user/points', 'admin', () => ({ at: '/users/alice/points' })),
  row('POST /users/:user/points', 'admin', () => ({
    at: '/users/alice/points',
    body: { points: 1, reason: 'Welcome' },
  })),
];
