import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { queryObjects } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import type { Inside } from '../look-inside.ts';

/*
 * Loaded into a server process beside its program (`node --import`): tells over a Unix socket in its folder what only
 * the process itself knows.
 */

/** Timers that keep no process alive are in no list; as objects they can be counted. */
const Timeout = setTimeout(() => undefined, 0).constructor;

const loopDelay = monitorEventLoopDelay({ resolution: 1 });

if (isMainThread) answer(join(process.cwd(), 'inside.sock'));

function answer(path: string): void {
  loopDelay.enable();
  // A server that was killed leaves its socket behind.
  rmSync(path, { force: true });
  const server = createServer((_request, response) => {
    response.end(JSON.stringify(look()));
  });
  server.listen(path).unref();
}

function look(): Inside {
  const loopDelayP99Ms = loopDelay.percentile(99) / 1e6;
  // Counting collects all garbage first, so that none is mistaken for a leak below.
  const count = (kind: typeof Timeout): number => Number(queryObjects(kind, { format: 'count' }));
  const [timers, sockets] = [count(Timeout), count(Socket)];
  const { rss, heapUsed, external } = process.memoryUsage();
  // The collection above held the loop, and is no load.
  loopDelay.reset();
  return { rss, heapUsed, external, timers, sockets, loopDelayP99Ms };
}
