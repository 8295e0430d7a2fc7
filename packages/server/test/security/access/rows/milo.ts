import { OWNERS_WORDS, type AccessRow, type Asking, type Thing } from '../access-row.ts';
import { openRows } from '../system-rows.ts';

/** Sessions are named by their users, so each user has his own of any name. The owner's is named after his thing. */
const saidBefore = ({ conversation }: Thing): Asking => ({
  path: '/milo/chat/stream',
  body: { message: OWNERS_WORDS, session_id: conversation },
});

const stream = (path: string): AccessRow => {
  const say = (message: string): unknown => ({ message });
  return {
    route: `POST ${path}`,
    access: 'user',
    pages: 'any',
    ask: ({ conversation }) => ({ path, body: { message: 'Hello', session_id: conversation } }),
    say,
  };
};

const session = (route: string): AccessRow => ({
  route,
  access: 'user',
  pages: 'any',
  before: saidBefore,
  ask: ({ conversation }) => ({ path: (route.split(' ')[1] ?? '').replace(':session_id', conversation) }),
});

const sessions = (base: string): readonly AccessRow[] => [
  stream(`${base}/chat/stream`),
  session(`GET ${base}/chat/history/:session_id`),
  session(`GET ${base}/chat/session/:session_id`),
  session(`DELETE ${base}/chat/session/:session_id`),
  session(`GET ${base}/chat/sessions`),
];

export const miloRows: readonly AccessRow[] = [
  ...sessions('/milo'),
  ...sessions(''),
  ...openRows('/milo/health', '/milo/docs', '/milo/openapi.json'),
];
