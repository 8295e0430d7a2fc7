import { get } from 'node:http';
import type { Arena } from '../arena.ts';
import { createSamples, type Figure } from '../figure.ts';
import { eachRound } from '../rounds.ts';
import type { Server } from '../server-process.ts';
import { percentile } from '../statistics.ts';

const STREAMS = 200;
const TOKENS = 1000;
/** About how many tokens a second go through the reference here; only decides how long a round takes. */
const TOKENS_PER_SECOND = 150_000;
const PATHS = ['/livez', '/readyz'] as const;

export const probes: Figure = {
  name: 'probes',
  method:
    `${STREAMS} streams in flood; meanwhile each probe is asked again as soon as it has answered, over a connection of ` +
    'its own each time, as an orchestrator does. 99th percentile of one round.',
  seconds: ({ pairs, seconds }) => Math.ceil(pairs / 2) * seconds,

  async measure(arena) {
    const samples = { '/livez': createSamples(), '/readyz': createSamples() };
    const answersPerStream = Math.max(1, Math.round((TOKENS_PER_SECOND * arena.seconds) / (STREAMS * TOKENS)));
    const flood = { streams: STREAMS, answersPerStream, tokens: TOKENS, rate: 0 };
    const rounds = Math.ceil(arena.pairs / 2);
    const measureServer = async (server: Server): Promise<void> => {
      if (!server.target.durable) return;
      const times = await timesDuring(server, () => arena.run(server, flood));
      for (const path of PATHS) samples[path].add(server.target.name, percentile(times[path], 99));
    };
    await eachRound(arena, 'probes', measureServer, rounds);
    return PATHS.map((path) => ({
      label: `${path} under flood, p99`,
      unit: 'ms',
      digits: 1,
      samples: samples[path].all,
      compare: 'alone' as const,
      goal: { of: 'value' as const, limit: 100 },
    }));
  },
};

/** Milliseconds that each answer took while `work` was under way. */
async function timesDuring(
  { port }: Server,
  work: () => ReturnType<Arena['run']>,
): Promise<Record<(typeof PATHS)[number], number[]>> {
  const times: Record<(typeof PATHS)[number], number[]> = { '/livez': [], '/readyz': [] };
  let over = false;
  const flood = work().finally(() => {
    over = true;
  });
  const ask = async (path: (typeof PATHS)[number]): Promise<void> => {
    while (!over) times[path].push(await answerTime(port, path));
  };
  await Promise.all([flood, ...PATHS.map(ask)]);
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
