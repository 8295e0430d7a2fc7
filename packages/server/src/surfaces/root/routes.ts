import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { docsIndex, PAGE_HEADERS, type DocsEntry } from '../../http/docs-page.ts';
import { addOperations } from '../../http/health.ts';
import type { Services } from '../../http/services.ts';

/**
 * What stands at the root: what this server is, its health, and where each surface is documented. Browsers are shown
 * the page of `sendPage` in the place of the first, unless that is null.
 */
export async function rootRoutes(
  app: FastifyInstance,
  services: Services,
  surfaces: readonly DocsEntry[],
  sendPage: ((request: FastifyRequest, reply: FastifyReply) => FastifyReply) | null,
): Promise<void> {
  addOperations(app, services);
  const open = { config: { open: true } };
  app.get('/', open, async (request, reply) => {
    reply.header('vary', 'Accept');
    if (sendPage !== null && wantsPage(request)) return await sendPage(request, reply);
    return { service: 'parlance', docs: '/docs', health: '/health', surfaces };
  });
  app.get('/docs', open, async (_request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(PAGE_HEADERS);
    return docsIndex(surfaces);
  });
}

/** Browsers name HTML when somebody opens an address; programs name JSON, or take anything. */
function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}
