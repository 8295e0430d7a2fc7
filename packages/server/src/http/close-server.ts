import type { FastifyInstance } from 'fastify';
import type { Clock } from '../ports/clock.ts';

/** How often connections are looked at that have become idle, milliseconds. */
const LOOK_EVERY_MS = 50;

/**
 * Takes no more connections, lets the requests that are under way end within `graceMs`, and cuts what is left.
 * Node closes the connections that are idle at that moment only: one that was busy would be kept for its next request
 * for over a minute, and the process with it.
 */
export async function closeServer(app: FastifyInstance, clock: Clock, graceMs: number): Promise<void> {
  let cancelLook = (): void => undefined;
  const look = (): void => {
    app.server.closeIdleConnections();
    cancelLook = clock.after(LOOK_EVERY_MS, look);
  };
  const cancelEnd = clock.after(graceMs, () => app.server.closeAllConnections());
  const closed = app.close();
  look();
  await closed;
  cancelLook();
  cancelEnd();
}
