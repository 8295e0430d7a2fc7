import type { FastifyInstance } from 'fastify';
import type { SystemPort } from '../config/listen.ts';
import { ConfigError } from '../config/config-error.ts';
import type { DocsEntry } from '../http/docs-page.ts';
import { addProbes } from '../http/health.ts';
import type { ConnectionLimits } from '../http/limits/connection-limits.ts';
import { createServer } from '../http/server.ts';
import type { Services } from '../http/services.ts';
import { addSharedPath } from '../http/shared-path.ts';
import { assistantMount } from './assistant/routes.ts';
import { consoleRoutes } from './console/routes.ts';
import { jacieAtRoot, jacieMount } from './jacie/routes.ts';
import { miloAtRoot, miloMount } from './milo/routes.ts';
import { nativeMount } from './native/routes.ts';
import { rootRoutes } from './root/routes.ts';
import { staffAtRoot, staffMount } from './staff/routes.ts';
import { studyguruAtRoot, studyguruMount } from './studyguru/routes.ts';
import { SHARED_PATHS } from './shared-paths.ts';

/** Each surface by its mount. */
const SURFACES: readonly (DocsEntry & {
  readonly prefix: string;
  readonly mount: (app: FastifyInstance, services: Services) => Promise<void>;
})[] = [
  entry('Milo', '/milo', miloMount),
  entry('Personal AI Assistant', '/assistant', assistantMount),
  entry('StudyGuru', '/studyguru', studyguruMount),
  entry('Jacie', '/jacie', jacieMount),
  entry('Staff', '/staff', staffMount),
  entry('Parlance native API', '/api/v1', nativeMount),
];

/** The whole HTTP side: the server with every surface on it, ready to listen. */
export async function buildApp(services: Services, limits?: ConnectionLimits): Promise<FastifyInstance> {
  const app = createServer(services, { limits });
  for (const { prefix, mount } of SURFACES) {
    await app.register(async (instance) => mount(instance, services), { prefix });
  }
  await app.register(async (instance) => miloAtRoot(instance, services));
  await app.register(async (instance) => studyguruAtRoot(instance, services));
  await app.register(async (instance) => staffAtRoot(instance, services));
  await app.register(async (instance) => jacieAtRoot(instance, services));
  for (const shared of SHARED_PATHS) {
    await app.register(async (instance) => addSharedPath(instance, services, shared));
  }
  const documented = SURFACES.map(({ title, page, document }) => ({ title, page, document }));
  const sendPage = consoleRoutes(app, services);
  await app.register(async (instance) => rootRoutes(instance, services, documented, sendPage));
  await app.ready();
  return app;
}

/**
 * One system alone, at the root, as its document has it, for a port of its own. Its turns are those of its mount:
 * what was begun here goes on there. Source: CONTRACT.md §1 (LISTEN).
 */
export async function buildSystemApp(
  services: Services,
  system: string,
  limits?: ConnectionLimits,
): Promise<FastifyInstance> {
  const app = createServer(services, { limits, answersUnknownAddresses: false });
  await app.register(async (instance) => systems().get(system)?.(instance, services));
  await app.register(async (instance) => addProbes(instance, services));
  await app.ready();
  return app;
}

/** Throws `ConfigError` for a port of a system that does not exist. */
export function checkSystems(listen: readonly SystemPort[]): void {
  const names = [...systems().keys()];
  const unknown = listen.find(({ system }) => !names.includes(system));
  if (unknown === undefined) return;
  throw new ConfigError('LISTEN', `names "${unknown.system}", and the systems are ${names.join(', ')}`);
}

/** Mounts of one step are systems; the native API is none, it is for all of them. */
function systems(): ReadonlyMap<string, (typeof SURFACES)[number]['mount']> {
  const named = SURFACES.map(({ prefix, mount }) => [prefix.slice(1), mount] as const);
  return new Map(named.filter(([name]) => !name.includes('/')));
}

function entry(title: string, prefix: string, mount: (typeof SURFACES)[number]['mount']) {
  return { title, prefix, page: `${prefix}/docs`, document: `${prefix}/openapi.json`, mount };
}
