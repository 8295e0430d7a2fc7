import { z } from 'zod';
import { expectBody } from './reply.ts';
import type { World } from './world.ts';

const ROOT = z.object({
  service: z.literal('parlance'),
  surfaces: z.array(z.object({ title: z.string(), page: z.string(), document: z.string() })),
});
const DOCUMENT = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** What stands in no document of a surface: README § Addresses. */
const OPERATIONS = ['GET /', 'GET /docs', 'GET /health', 'GET /livez', 'GET /readyz', 'GET /metrics'];

/** A system or standard, with every operation that it documents: `POST /milo/chat/stream`. */
export interface Surface {
  readonly title: string;
  readonly operations: readonly string[];
}

/** Asks the server what it has. Throws `ProbeFailure` where it does not say. */
export async function readDocumented(world: World): Promise<readonly Surface[]> {
  const root = expectBody(await world.ask({ path: '/', headers: { Accept: 'application/json' } }), 200, ROOT);
  const surfaces = await Promise.all(
    root.surfaces.map(async ({ title, page, document }) => {
      const { paths } = expectBody(await world.ask({ path: document }), 200, DOCUMENT);
      const operations = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).flatMap((method) => (METHODS.includes(method) ? [`${method.toUpperCase()} ${path}`] : [])),
      );
      return { title, operations: [...operations, `GET ${page}`, `GET ${document}`] };
    }),
  );
  return [{ title: 'Operation', operations: OPERATIONS }, ...surfaces];
}
