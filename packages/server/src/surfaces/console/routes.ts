import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { plainError } from '../../http/failure.ts';
import type { Services } from '../../http/services.ts';
import { PageSource } from './page-state.ts';
import { sendFile } from './send-file.ts';
import { WAITING_POLICY, waitingPage } from './waiting-page.ts';

/** Answers a request with the console's page, whatever its state is. */
export type SendPage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/**
 * Addresses inside the page; a reload or a shared link asks the server for them. Conversations, new ones with an
 * assistant, and pages beside the conversations. What an address means is decided in the page.
 */
const DEEP_LINKS = ['/c/:conversation', '/a/:assistant', '/console/:page'] as const;

/**
 * The web console: the page at its deep links, and its files at `/assets/…`. What it gives back shows the page at `/`
 * as well; null where the console is off. The page is built once the server listens, so that nobody waits for it. Everything here is
 * public; what the page shows it reads from the native API, as whoever holds the token.
 */
export function consoleRoutes(
  app: FastifyInstance,
  { config, log }: Pick<Services, 'config' | 'log'>,
  source = new PageSource(log),
): SendPage | null {
  const place = config.console;
  if (place.kind === 'off') return null;
  if (place.kind === 'folder') app.addHook('onReady', async () => source.load(place.folder));
  else app.addHook('onListen', async () => source.build());
  app.addHook('onClose', async () => source.stop());
  const sendPage: SendPage = (request, reply) => {
    const { state } = source;
    if (state.kind !== 'ready') return sendWaiting(reply, state);
    const index = state.page.get('index.html');
    if (index === undefined) throw new Error('A page that was read has an index.');
    return sendFile(request, reply, index);
  };
  const open = { config: { open: true } };
  for (const address of DEEP_LINKS) app.get(address, open, (request, reply) => sendPage(request, reply));
  app.get<{ Params: { file: string } }>('/assets/:file', open, (request, reply) => {
    const { state } = source;
    const file = state.kind === 'ready' ? state.page.get(`assets/${request.params.file}`) : undefined;
    if (file === undefined) throw plainError('not_found');
    return sendFile(request, reply, file);
  });
  return sendPage;
}

function sendWaiting(reply: FastifyReply, state: Parameters<typeof waitingPage>[0]): FastifyReply {
  return reply
    .code(503)
    .headers({
      'content-security-policy': WAITING_POLICY,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'retry-after': '1',
    })
    .type('text/html; charset=utf-8')
    .send(waitingPage(state));
}
