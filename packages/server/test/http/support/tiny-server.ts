import { afterEach } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { SystemClock } from '../../../src/adapters/clock/system.ts';
import { UuidV7 } from '../../../src/adapters/ids/uuid-v7.ts';
import { loadConfig } from '../../../src/config.ts';
import type { Environment } from '../../../src/config/environment.ts';
import { createMetrics } from '../../../src/http/metrics.ts';
import { createServer, type ServerServices } from '../../../src/http/server.ts';
import { LogLines } from './log-lines.ts';

export interface TinyServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  readonly lines: LogLines;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The real server without an engine, with the routes that a test adds, on a free port until the test's end. */
export async function startTinyServer(
  addRoutes: (app: FastifyInstance, services: ServerServices) => void | Promise<void>,
  environment: Environment = {},
): Promise<TinyServer> {
  const clock = new SystemClock();
  const lines = new LogLines();
  const services: ServerServices = {
    config: loadConfig(environment),
    log: lines.logger('DEBUG'),
    ids: new UuidV7(clock),
    clock,
    metrics: createMetrics(),
  };
  const app = createServer(services);
  await addRoutes(app, services);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  closing.push(() => app.close());
  return { url, port: Number(new URL(url).port), lines };
}
