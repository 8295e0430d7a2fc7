import type { FastifyInstance } from 'fastify';

const EXPOSED =
  'X-Turn-Id, X-Conversation-Id, X-Correlation-Id, Idempotency-Replayed, Retry-After, RateLimit, RateLimit-Policy';
// The last two are sent by event sources that are made of XMLHttpRequest.
const ALLOWED_HEADERS =
  'Authorization, Content-Type, Last-Event-ID, Idempotency-Key, X-Correlation-Id, Cache-Control, X-Requested-With';
const PREFLIGHT_SECONDS = '600';

/** Which pages may read answers: those of every origin, without credentials, or those of a list. */
export type CorsPolicy = 'any-origin' | readonly string[];

/**
 * Adds CORS headers to every answer of this instance, and an OPTIONS route beside each of its routes. Call it before
 * the routes are added. Where the policy does not allow an origin, its answers carry no header and browsers keep
 * them from the page.
 */
export function allowOrigins(app: FastifyInstance, policy: CorsPolicy): void {
  app.addHook('onRequest', async (request, reply) => {
    const allowed = allowedOrigin(policy, request.headers.origin);
    if (policy !== 'any-origin') reply.header('vary', 'Origin');
    if (allowed === undefined) return;
    reply.header('access-control-allow-origin', allowed);
    reply.header('access-control-expose-headers', EXPOSED);
  });
  addPreflights(app, policy);
}

function addPreflights(app: FastifyInstance, policy: CorsPolicy): void {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', (route) => {
    const known = methods.get(route.routePath);
    const added = [route.method].flat().filter((method) => method !== 'OPTIONS');
    if (added.length === 0) return;
    if (known) {
      for (const method of added) known.add(method);
      return;
    }
    const offered = new Set(added);
    methods.set(route.routePath, offered);
    app.options(route.routePath, { config: { open: true }, schema: { hide: true } }, async (request, reply) => {
      if (allowedOrigin(policy, request.headers.origin) !== undefined) {
        reply.header('access-control-allow-methods', [...offered].join(', '));
        reply.header('access-control-allow-headers', ALLOWED_HEADERS);
        reply.header('access-control-max-age', PREFLIGHT_SECONDS);
      }
      return await reply.code(204).send();
    });
  });
}

function allowedOrigin(policy: CorsPolicy, origin: string | undefined): string | undefined {
  if (policy === 'any-origin') return '*';
  return origin !== undefined && policy.includes(origin) ? origin : undefined;
}
