import { afterEach } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { SystemClock } from '../../../src/adapters/clock/system.ts';
import { UuidV7 } from '../../../src/adapters/ids/uuid-v7.ts';
import { loadConfig } from '../../../src/config.ts';
import type { Environment } from '../../../src/config/environment.ts';
import { createMetrics } from '../../../src/http/metrics.ts';
import { createServer, type ServerOptions, type ServerServices } from '../../../src/http/server.ts';
import { memoryReader } from '../../../src/http/limits/memory.ts';
import { Overload } from '../../../src/http/limits/overload.ts';
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
  options: ServerOptions = {},
): Promise<TinyServer> {
  const clock = new SystemClock();
  const lines = new LogLines();
  const config = loadConfig(environment);
  const overload = new Overload({ clock, readMemory: memoryReader(config.maxMemoryMb), load: () => 0 });
  const services: ServerServices = {
    config,
    overload,
    log: lines.logger('DEBUG'),
    ids: new UuidV7(clock),
    clock,
    metrics: createMetrics(),
  };
  const app = createServer(services, options);
  await addRoutes(app, services);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  closing.push(async () => {
    overload.stop();
    await app.close();
  });
  return { url, port: Number(new URL(url).port), lines };
}
