import { get } from 'node:http';
import { createSamples, type Figure } from '../figure.ts';
import { eachRound } from '../rounds.ts';
import type { Server } from '../server-process.ts';
import { percentile } from '../statistics.ts';

const STREAMS = 200;
const TOKENS = 1000;
/** About how many tokens a second go through the reference here; only decides how long a round takes. */
const TOKENS_PER_SECOND = 150_000;

export const probes: Figure = {
  name: 'probes',
  method:
    `${STREAMS} streams in flood; meanwhile each probe is asked again as soon as it has answered, over a connection of ` +
    'its own each time, as an orchestrator does. 99th percentile of one round. The relay only says that it is there.',
  seconds: ({ pairs, seconds, servers }) => servers * Math.ceil(pairs / 2) * seconds,

  async measure(arena) {
    const [alive, ready] = [createSamples(), createSamples()];
    const answersPerStream = Math.max(1, Math.round((TOKENS_PER_SECOND * arena.seconds) / (STREAMS * TOKENS)));
    const flood = { streams: STREAMS, answersPerStream, tokens: TOKENS, rate: 0 };
    const measureServer = async (server: Server): Promise<void> => {
      const { name, readyPath, durable = false } = server.target;
      const times = await timesDuring(server, [readyPath, ...(durable ? ['/livez'] : [])], () =>
        arena.run(server, flood),
      );
      for (const [path, all] of times) (path === '/livez' ? alive : ready).add(name, percentile(all, 99));
    };
    await eachRound(arena, 'probes', measureServer, Math.ceil(arena.pairs / 2));
    const row = { unit: 'ms', digits: 0, goal: { of: 'value', limit: 100 } } as const;
    return [
      { ...row, label: 'readiness under flood, p99', samples: ready.all, compare: 'difference' },
      { ...row, label: 'liveness under flood, p99', samples: alive.all, compare: 'alone' },
    ];
  },
};

/** Milliseconds that each answer took while `work` was under way, by path. */
async function timesDuring(
  { port }: Server,
  paths: readonly string[],
  work: () => Promise<unknown>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map(paths.map((path): [string, number[]] => [path, []]));
  let over = false;
  const flood = work().finally(() => {
    over = true;
  });
  const asking = [...times].map(async ([path, all]) => {
    while (!over) all.push(await answerTime(port, path));
  });
  await Promise.all([flood, ...asking]);
  return times;
}

function answerTime(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = performance.now();
    get({ port, path, host: '127.0.0.1', agent: false }, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - asked);
        else reject(new Error(`${path} answered ${response.statusCode}`));
      });
    }).once('error', reject);
  });
}
