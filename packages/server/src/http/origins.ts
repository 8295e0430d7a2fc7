import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { isLoopbackHost } from '../config/access.ts';
import { plainError } from './failure.ts';

/**
 * Keeps foreign web pages away from this instance's routes. On loopback the `Host` header must name this machine, or
 * any page could reach a local server through a name of its own that resolves to 127.0.0.1; and a request that says
 * it comes from another origin is refused unless CORS_ORIGINS lists it. Source: DESIGN.md §7.
 */
export function requireSameOrigin(app: FastifyInstance, config: Pick<Config, 'access' | 'corsOrigins' | 'host'>): void {
  const hosts = new Set([config.host.toLowerCase(), ...config.corsOrigins.map((origin) => hostnameOf(origin))]);
  app.addHook('onRequest', async (request) => {
    if (config.access.isLoopback && !isOwnName(hostnameOf(`http://${request.headers.host ?? ''}`), hosts)) {
      throw plainError('forbidden');
    }
    if (isForeign(request, config.corsOrigins)) throw plainError('forbidden');
  });
}

function isForeign(request: FastifyRequest, allowed: readonly string[]): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return request.headers['sec-fetch-site'] === 'cross-site' && !isNavigation(request);
  if (allowed.includes(origin)) return false;
  // The scheme is left out: behind a proxy that ends TLS, the server sees http where the page has https.
  return URL.parse(origin)?.host !== request.host;
}

/** A link on another page may be followed; what it opens cannot be read from there. */
function isNavigation(request: FastifyRequest): boolean {
  return request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
}

function hostnameOf(url: string): string {
  return URL.parse(url)?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
}

function isOwnName(name: string, hosts: ReadonlySet<string>): boolean {
  return isLoopbackHost(name) || hosts.has(name);
}
