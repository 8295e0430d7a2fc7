import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '../ports/clock.ts';
import { plainError } from './failure.ts';
import { isAdmin } from './identity.ts';
import { requireIdentity } from './auth.ts';
import { requireSameOrigin } from './origins.ts';
import type { Services } from './services.ts';

/** A store that takes longer than this to commit is not ready. Source: TURN.md 35. */
const READY_WITHIN_MS = 1_000;
/** A commit that was acknowledged so lately needs no question, milliseconds. */
const JUST_NOW_MS = 250;

/** `2024-01-28T12:00:00.000000+00:00`: ISO 8601 with microseconds and an offset, as the seed's clients know it. */
export function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString().replace('Z', '000+00:00');
}

/** `/health` and the probes. Source: CONTRACT.md §2 and §4, TURN.md 35. */
export function addOperations(app: FastifyInstance, services: Services): void {
  const { clock, store, lifecycle, health } = services;
  app.get('/health', { config: { open: true } }, async () => {
    const { model, semantic, extraction, degraded } = health();
    const status = lifecycle.isDraining() ? 'draining' : 'healthy';
    return {
      status,
      timestamp: timestamp(clock),
      service: 'parlance',
      durability: store.durability,
      model,
      semantic,
      extraction,
      degraded,
    };
  });
  addProbes(app, services);
}

/** `/livez`, `/readyz` and `/metrics`, on every port. */
export function addProbes(app: FastifyInstance, services: Services): void {
  const { lifecycle, overload } = services;
  const isReady = readiness(services);
  app.get('/livez', { config: { open: true } }, async () => ({ status: 'live' }));
  app.get('/readyz', { config: { open: true } }, async (_request, reply) => {
    if (lifecycle.isDraining()) return await notReady(reply, 'draining');
    if (overload.reason() !== null) return await notReady(reply, 'overloaded');
    return (await isReady()) ? { status: 'ready' } : await notReady(reply, 'storage');
  });
  app.register(async (guarded) => addMetrics(guarded, services));
}

function notReady(reply: FastifyReply, reason: 'draining' | 'overloaded' | 'storage'): FastifyReply {
  return reply.code(503).send({ status: 'not ready', reason });
}

/** Open on a machine of one's own, for admins elsewhere: numbers of requests and turns are nobody else's business. */
function addMetrics(app: FastifyInstance, { authenticator, config, metrics }: Services): void {
  requireSameOrigin(app, config);
  requireIdentity(app, authenticator);
  app.get('/metrics', { config: { relieves: true } }, async (request, reply) => {
    if (!config.access.isLoopback && !isAdmin(request.identity)) throw plainError('forbidden');
    reply.header('content-type', metrics.registry.contentType);
    return await metrics.registry.metrics();
  });
}

/** Asks the store whether it commits now; simultaneous questions share one answer. */
function readiness({ store, clock, health }: Services): () => Promise<boolean> {
  let asked: Promise<boolean> | null = null;
  return async () => {
    const { committedAt } = health();
    // A busy store has just shown that it commits; to ask it would mean to wait behind its work.
    if (committedAt !== null && clock.elapsed() - committedAt < JUST_NOW_MS) return true;
    asked ??= ask().finally(() => {
      asked = null;
    });
    return await asked;
  };
  function ask(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancelTimer = clock.after(READY_WITHIN_MS, () => resolve(false));
      store.ping().then(
        () => {
          cancelTimer();
          resolve(true);
        },
        () => {
          cancelTimer();
          resolve(false);
        },
      );
    });
  }
}
