import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../../config.ts';
import { isLoopbackHost } from '../../config/access.ts';
import { isAdmin } from '../../http/identity.ts';
import type { Services } from '../../http/services.ts';
import type { LiveActivity, Problem } from '../../ports/operations.ts';
import { requireAdmin } from './admin.ts';
import { failures, type NativeApp } from './native-app.ts';
import { operationsResource } from './operations-schemas.ts';

type Shown = z.output<typeof operationsResource>;

/** How this node is doing, for administrators, and for whoever sits at the machine of a server that only it can reach. */
export function operationsRoute(app: NativeApp, services: Services): void {
  const schema = {
    summary: 'How this node is doing (administrators, or local)',
    response: { 200: operationsResource, ...failures },
  };
  app.get('/operations', { schema }, async (request) => {
    if (!isAdmin(request.identity) && !isLocal(request, services.config)) requireAdmin(request.identity);
    return await operationsOf(services);
  });
}

/** Behind a proxy on the same machine everybody would look local; proxies say so, or pass on the name that was asked. */
function isLocal(request: FastifyRequest, { access }: Pick<Config, 'access'>): boolean {
  const isForwarded = ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'via'].some(
    (name) => name in request.headers,
  );
  return access.usesDevelopmentSecret && !isForwarded && isLoopbackHost(request.hostname);
}

async function operationsOf({ operations, overload, metrics, health }: Services): Promise<Shown> {
  const { live, liveCount, lastMinute } = operations.activity();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const [connections, streams] = await Promise.all([metrics.openConnections.get(), metrics.openStreams.get()]);
  return {
    process: {
      uptime_s: process.uptime(),
      cpu_s: (user + system) / 1_000_000,
      memory_bytes: rss,
      heap_bytes: heapUsed,
      memory_share: overload.memoryShare(),
      loop_late_ms: overload.lateMs(),
    },
    open: { connections: connections.values[0]?.value ?? 0, streams: streams.values[0]?.value ?? 0, turns: liveCount },
    last_minute: {
      completed: lastMinute.completed,
      failed: lastMinute.failed,
      cancelled: lastMinute.cancelled,
      tokens: lastMinute.tokens,
      tokens_per_second: lastMinute.tokensPerSecond,
      first_content_ms: lastMinute.firstContentMs,
      commits: lastMinute.commits,
      commit_ms: lastMinute.commitMs,
    },
    turns: live.map(toLiveTurn),
    problems: operations.problems().map(toProblem),
    degraded: [...health().degraded],
  };
}

function toLiveTurn({ turn, sinceMs, firstContentMs }: LiveActivity): Shown['turns'][number] {
  return {
    turn: turn.id,
    assistant: turn.assistant,
    mount: turn.mount,
    model: turn.model,
    owner: turn.owner,
    correlation_id: turn.correlationId,
    since_ms: sinceMs,
    first_content_ms: firstContentMs,
  };
}

function toProblem({ at, level, event, correlationId, facts }: Problem): Shown['problems'][number] {
  return { at: new Date(at).toISOString(), level, event, correlation_id: correlationId, facts: { ...facts } };
}
