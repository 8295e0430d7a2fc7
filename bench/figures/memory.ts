import type { Arena } from '../arena.ts';
import { createSamples, type Figure, type Row } from '../figure.ts';
import { residentBytes } from '../memory.ts';
import { pause } from '../server-process.ts';
import { median } from '../statistics.ts';
import { noise, reference, type Target } from '../targets.ts';

const SIZES = [
  { streams: 1000, pairs: 3, limit: 54 },
  { streams: 5000, pairs: 2, limit: 45 },
];
const QUICK_SIZES = [{ streams: 200, pairs: 1, limit: 54 }];
const RATE = 1;
const RECEIVED = 4;

export const memory: Figure = {
  name: 'memory',
  method:
    `A fresh server each time, warmed by 1,000 short answers. Then N streams are opened and each gets ${RATE} token a ` +
    `second; when each has ${RECEIVED} tokens, the growth of resident memory (PSS of the process tree, median of ten ` +
    'readings over two seconds) is divided by N. Servers of other libraries are asked for 1,000 streams only.',
  seconds: ({ servers, quick }) => Math.max(1, servers - 1) * (quick ? 10 : 3 * 11 + 2 * 20),

  async measure(arena) {
    const sizes = arena.quick ? QUICK_SIZES : SIZES.slice(0, arena.candidates.some(({ peer }) => peer) ? 1 : undefined);
    const rows: Row[] = [];
    for (const { streams, pairs, limit } of sizes) {
      const rounds = Math.min(pairs, arena.pairs);
      const failures = new Map<string, string>();
      const samples = createSamples();
      const label = `memory per open stream, ${streams.toLocaleString('en')} streams`;
      // A second relay would tell nothing new here: fresh processes of one program do not drift apart.
      const contestants = [reference, ...arena.candidates.filter((candidate) => candidate !== noise)];
      for (let round = 0; round < rounds; round++) {
        arena.progress.step(label, round, rounds);
        for (const target of contestants.filter(({ name }) => !failures.has(name))) {
          try {
            samples.add(target.name, await kilobytesPerStream(arena, target, streams));
          } catch (error) {
            // Another project's server may give up here; ours and the reference may not.
            if (!target.peer) throw error;
            failures.set(target.name, String(error));
          }
        }
      }
      rows.push({
        label,
        unit: 'KB',
        digits: 1,
        samples: new Map([...samples.all].filter(([name]) => !failures.has(name))),
        failures,
        compare: 'ratio',
        goal: { of: 'value', limit },
      });
    }
    return rows;
  },
};

async function kilobytesPerStream(arena: Arena, target: Target, streams: number): Promise<number> {
  const server = await arena.fresh(target);
  try {
    await arena.run(server, { streams: 20, answersPerStream: 50, tokens: 10, rate: 0 });
    const before = await settledBytes(server.pid);
    const plan = arena.plan(server, { streams, answersPerStream: 1, tokens: 300, rate: RATE });
    await arena.load.call('hold', { ...plan, receivedTokens: RECEIVED, timeoutMs: 120_000 });
    const after = await settledBytes(server.pid);
    return (after - before) / 1024 / streams;
  } finally {
    await arena.load.call('release', null);
    await server.stop();
  }
}

async function settledBytes(pid: number): Promise<number> {
  const readings: number[] = [];
  for (let reading = 0; reading < 10; reading++) {
    await pause(200);
    readings.push(residentBytes(pid));
  }
  return median(readings);
}
