import { performance } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Registry } from 'prom-client';

/** What `/metrics` shows. Others add their own metrics to `registry`, named `parlance_*`. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Counter<'method' | 'route' | 'status'>;
  readonly openStreams: Gauge;
  readonly openConnections: Gauge;
  /** Turns that a limit refused, by error code. */
  readonly refusedTurns: Counter<'code'>;
  /** Connections beyond what there are descriptors for. */
  readonly droppedConnections: Counter;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  addProcessMetrics(registers);
  return {
    registry,
    requests: new Counter({
      name: 'parlance_http_requests_total',
      help: 'Answered HTTP requests by method, route and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    droppedConnections: new Counter({
      name: 'parlance_dropped_connections_total',
      help: 'Connections that were closed at once because there were too many.',
      registers,
    }),
    refusedTurns: new Counter({
      name: 'parlance_refused_turns_total',
      help: 'Turns that a limit refused, by error code.',
      labelNames: ['code'],
      registers,
    }),
    openConnections: new Gauge({
      name: 'parlance_open_connections',
      help: 'Connections of clients, idle ones included.',
      registers,
    }),
    openStreams: new Gauge({ name: 'parlance_open_streams', help: 'Event streams being sent now.', registers }),
  };
}

/** Counts connections, and every answer by its route's pattern, so that there are as many series as routes. */
export function countRequests(app: FastifyInstance, metrics: Metrics): void {
  app.server.on('connection', (socket) => {
    metrics.openConnections.inc();
    socket.once('close', () => metrics.openConnections.dec());
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.requests.inc({ method: request.method, route, status: String(reply.raw.statusCode) });
  });
}

/** Read when they are asked for: prom-client's own collection keeps timers and observers running between scrapes. */
function addProcessMetrics(registers: Registry[]): void {
  const gauges: readonly (readonly [name: string, help: string, read: () => number])[] = [
    ['parlance_process_cpu_seconds', 'CPU time of this process, user and system.', cpuSeconds],
    ['parlance_process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss()],
    ['parlance_process_heap_used_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed],
    ['parlance_process_uptime_seconds', 'Time since the start.', () => process.uptime()],
    ['parlance_event_loop_utilization', 'Busy share of the event loop since the start.', loopUtilization],
  ];
  for (const [name, help, read] of gauges) {
    registers.forEach((registry) => {
      const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(read()) });
    });
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

function loopUtilization(): number {
  return performance.eventLoopUtilization().utilization;
}
