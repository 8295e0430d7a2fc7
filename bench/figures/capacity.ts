import type { Arena } from '../arena.ts';
import { createSamples, type Figure } from '../figure.ts';
import type { Server } from '../server-process.ts';

const RATE = 30;
const TOKENS = 300;
const GAP_P99_MS = 100;
const LATEST_MS = 1000;
const STEP = 100;
const MOST = 3000;

export const capacity: Figure = {
  name: 'capacity',
  optional: true,
  method:
    `The most streams (in steps of ${STEP}, found by halving) of ${RATE} tokens a second at which the 99th percentile of the ` +
    `pauses between two reads is at most ${GAP_P99_MS} ms and no answer ends more than ${LATEST_MS} ms late. The provider and ` +
    'the clients need the second core; where there is none, this says little.',
  seconds: ({ servers, pairs }) => servers * Math.ceil(pairs / 4) * 90,

  async measure(arena) {
    const samples = createSamples();
    const rounds = Math.ceil(arena.pairs / 4);
    for (let round = 0; round < rounds; round++) {
      arena.progress.step('capacity', round, rounds);
      for (const server of await arena.servers()) samples.add(server.target.name, await mostStreams(arena, server));
    }
    return [
      {
        label: `streams of ${RATE} tokens a second`,
        unit: 'streams',
        digits: 0,
        samples: samples.all,
        compare: 'ratio',
        goal: { of: 'compared', limit: 0.9, aim: 1.0, moreIsBetter: true },
      },
    ];
  },
};

async function mostStreams(arena: Arena, server: Server): Promise<number> {
  let good = 0;
  let bad = MOST / STEP + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (await keepsPace(arena, server, middle * STEP)) good = middle;
    else bad = middle;
  }
  return good * STEP;
}

async function keepsPace(arena: Arena, server: Server, streams: number): Promise<boolean> {
  const size = { streams, answersPerStream: 1, tokens: TOKENS, rate: RATE, staggerMs: 2000 };
  const { gapP99Ms, latestMs } = await arena.run(server, size);
  return gapP99Ms <= GAP_P99_MS && latestMs <= LATEST_MS;
}
