import type { FastifyInstance } from 'fastify';
import type { DocsEntry } from '../http/docs-page.ts';
import { createServer } from '../http/server.ts';
import type { Services } from '../http/services.ts';
import { assistantAtRoot, assistantMount } from './assistant/routes.ts';
import { nativeMount } from './native/routes.ts';
import { rootRoutes } from './root/routes.ts';

/** Each surface by its mount. */
const SURFACES: readonly (DocsEntry & {
  readonly prefix: string;
  readonly mount: (app: FastifyInstance, services: Services) => Promise<void>;
})[] = [
  entry('Personal AI Assistant', '/assistant', assistantMount),
  entry('Parlance native API', '/api/v1', nativeMount),
];

/** The whole HTTP side: the server with every surface on it, ready to listen. */
export async function buildApp(services: Services): Promise<FastifyInstance> {
  const app = createServer(services);
  for (const { prefix, mount } of SURFACES) {
    await app.register(async (instance) => mount(instance, services), { prefix });
  }
  await app.register(async (instance) => assistantAtRoot(instance, services));
  const documented = SURFACES.map(({ title, page, document }) => ({ title, page, document }));
  await app.register(async (instance) => rootRoutes(instance, services, documented));
  await app.ready();
  return app;
}

function entry(title: string, prefix: string, mount: (typeof SURFACES)[number]['mount']) {
  return { title, prefix, page: `${prefix}/docs`, document: `${prefix}/openapi.json`, mount };
}
