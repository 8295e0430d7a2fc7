import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { docsIndex, PAGE_HEADERS, type DocsEntry } from '../../http/docs-page.ts';
import { addOperations } from '../../http/health.ts';
import type { Services } from '../../http/services.ts';

/** What stands at the root: what this server is, its health, and where each surface is documented. */
export async function rootRoutes(
  app: FastifyInstance,
  services: Services,
  surfaces: readonly DocsEntry[],
): Promise<void> {
  addOperations(app, services);
  const open = { config: { open: true } };
  app.get('/', open, async () => ({ service: 'parlance', docs: '/docs', health: '/health', surfaces }));
  app.get('/docs', open, async (_request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(PAGE_HEADERS);
    return docsIndex(surfaces);
  });
}
