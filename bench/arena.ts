import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadCalls } from './load.ts';
import type { LoadPlan, LoadResult } from './plan.ts';
import type { ProviderCalls } from './provider.ts';
import type { Progress } from './progress.ts';
import { startServer, type Server } from './server-process.ts';
import { reference, type Target } from './targets.ts';
import { startWorker, type Worker } from './worker.ts';

/** Everything that a figure needs to be measured. */
export interface Arena {
  readonly provider: Worker<ProviderCalls>;
  readonly load: Worker<LoadCalls>;
  readonly candidates: readonly Target[];
  readonly pairs: number;
  readonly seconds: number;
  /** Small sizes are enough: nobody will read the figures. */
  readonly quick: boolean;
  readonly progress: Progress;
  /** The reference and the candidates, started at the first call and up together from then on. */
  servers(): Promise<readonly Server[]>;
  /** A server of its own, for figures that depend on what a server has done before. */
  fresh(target: Target): Promise<Server>;
  /** Runs load against a server. Seeds, target and limits are filled in. */
  run(server: Server, plan: Partial<LoadPlan> & LoadSize): Promise<LoadResult>;
  /** A plan with all that `run` would fill in. */
  plan(server: Server, plan: Partial<LoadPlan> & LoadSize): LoadPlan;
  close(): Promise<void>;
}

export interface LoadSize {
  readonly streams: number;
  readonly answersPerStream: number;
  readonly tokens: number;
  readonly rate: number;
}

export interface ArenaOptions {
  readonly root: string;
  readonly candidates: readonly Target[];
  readonly pairs: number;
  readonly seconds: number;
  readonly quick: boolean;
  readonly progress: Progress;
}

/** What every server answers beforehand where other libraries are measured: large ones are compiled late. */
const SETTLING: LoadSize = { streams: 20, answersPerStream: 10, tokens: 100, rate: 0 };

export async function openArena(options: ArenaOptions): Promise<Arena> {
  const workFolder = join(options.root, 'bench', '.work', String(process.pid));
  mkdirSync(workFolder, { recursive: true });
  process.on('exit', () => rmSync(workFolder, { recursive: true, force: true }));
  const provider = await startWorker<ProviderCalls>(new URL('./provider.ts', import.meta.url));
  const load = await startWorker<LoadCalls>(new URL('./load.ts', import.meta.url));
  const providerUrl = `http://127.0.0.1:${await provider.call('address', null)}/v1`;
  const surroundings = { root: options.root, workFolder, providerUrl };
  let shared: Promise<Server[]> | undefined;
  let nextSeed = 1;

  async function startShared(): Promise<Server[]> {
    const servers = await Promise.all(
      [reference, ...options.candidates].map((target) => startServer(target, surroundings)),
    );
    if (servers.some(({ target }) => target.peer)) {
      for (const server of servers) await run(server, SETTLING);
    }
    return servers;
  }

  const plan: Arena['plan'] = (server, wanted) => {
    const seeds = wanted.streams * wanted.answersPerStream;
    nextSeed += seeds;
    const paced = wanted.rate > 0 ? (wanted.answersPerStream * wanted.tokens * 1000) / wanted.rate : 0;
    return {
      port: server.port,
      request: server.target.request,
      firstSeed: nextSeed - seeds,
      staggerMs: 0,
      timeoutMs: paced * 2 + 60_000,
      ...wanted,
    };
  };

  const run: Arena['run'] = async (server, wanted) => {
    try {
      return await load.call('run', plan(server, wanted));
    } catch (error) {
      throw new Error(`${server.target.name}: ${String(error)}`, { cause: error });
    }
  };

  return {
    provider,
    load,
    candidates: options.candidates,
    pairs: options.pairs,
    seconds: options.seconds,
    quick: options.quick,
    progress: options.progress,
    servers() {
      shared ??= startShared();
      return shared;
    },
    fresh: (target) => startServer(target, surroundings),
    plan,
    run,
    async close() {
      for (const server of (await shared) ?? []) await server.stop();
    },
  };
}
