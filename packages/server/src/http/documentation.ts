import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { docsPage, PAGE_HEADERS } from './docs-page.ts';

export interface DocumentationOptions {
  readonly title: string;
  readonly description: string;
  /** `zod` where the routes' schemas are zod schemas; `json` (default) where they are JSON Schema. */
  readonly schemas?: 'zod' | 'json';
}

/**
 * Adds `docs` and `openapi.json` for the routes that this instance gets afterwards. The instance must be encapsulated,
 * so that each surface documents itself only.
 */
export async function addDocumentation(app: FastifyInstance, options: DocumentationOptions): Promise<void> {
  const { title, description, schemas = 'json' } = options;
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, description, version: '0.1.0' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    ...(schemas === 'zod' ? { transform: jsonSchemaTransform } : {}),
  });
  const open = { config: { open: true }, schema: { hide: true } };
  app.get('/openapi.json', open, async () => app.swagger());
  app.get('/docs', open, async (_request, reply) => {
    reply.headers(PAGE_HEADERS);
    return docsPage(app.swagger());
  });
}
