import type { FastifyInstance } from 'fastify';
import { plainError } from '../../http/failure.ts';

/** What browsers say of a request that a page, a script or an event source makes; images, frames and links say more. */
const SCRIPTED = 'empty';

/**
 * Keeps anonymous callers out, whatever the rest of the server allows: this system has accounts. And keeps out the
 * requests that a browser makes by itself, such as for an image or a link that it expects to be clicked: a GET begins a
 * turn that costs points. Source: CONTRACT.md §2.3, FAULTS.md A12.
 */
export function requireOwnRequest(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.open === true || request.is404) return;
    if (request.headers.authorization === undefined) throw plainError('unauthenticated');
    const destination = request.headers['sec-fetch-dest'] ?? SCRIPTED;
    const purpose = request.headers['sec-purpose'] ?? request.headers['purpose'];
    if (destination !== SCRIPTED || purpose !== undefined) throw plainError('forbidden');
  });
}
