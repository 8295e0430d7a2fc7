import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ServerHome, ServerProcess } from './server-process.ts';

/** What a server process says of itself, right after a full collection of its heap. */
export interface Inside {
  /** Bytes. */
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  /** Objects that are alive; of sockets every kind. */
  readonly timers: number;
  readonly sockets: number;
  /** 99th percentile of how late the event loop was since the last look, or since the start, milliseconds. */
  readonly loopDelayP99Ms: number;
}

/** What a server has to be started with so that it can be looked into. */
export const OPEN_TO_LOOKS = { NODE_OPTIONS: `--import=${join(import.meta.dirname, 'inside/main.ts')}` };

/** Asks a server that was started with `OPEN_TO_LOOKS` in this home. */
export function lookInside({ folder }: ServerHome): Promise<Inside> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath: join(folder, 'inside.sock'), agent: false }, (response) => {
      text(response).then((body) => resolve(JSON.parse(body) as Inside), reject);
    });
    asking.once('error', reject);
    asking.end();
  });
}

/** Descriptors that the process holds. Linux only. */
export async function openFiles({ pid }: Pick<ServerProcess, 'pid'>): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

/** Streams that the server counts as open. */
export async function openStreams(base: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const response = await fetch(`${base}/metrics`, { headers });
  if (!response.ok) throw new Error(`The metrics answer ${response.status}.`);
  const metrics = await response.text();
  return Number(/^parlance_open_streams (\d+)$/m.exec(metrics)?.[1] ?? Number.NaN);
}

/** Looks again and again until it is so. The test's own time limit is the bound. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  // Not a pause: the loop has to turn for anything to change.
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
