import { createSamples, type Figure } from '../figure.ts';
import { eachRound } from '../rounds.ts';
import type { Server } from '../server-process.ts';
import { percentile } from '../statistics.ts';

const STREAMS = 50;
const TOKENS = 100;
const RATE = 50;
const STAGGER_MS = 1000;
/** A server runs for days; what V8 spends on compiling it belongs to none of its tokens. */
const FULL_SPEED = { streams: 20, answersPerStream: 12, tokens: 200, rate: 0 };
const REQUESTS = { streams: 10, answersPerStream: 150, tokens: 1, rate: 0 };
/**
 * Answers of each stream at the measured pace before anything is measured. The compiler goes by how often a thing has
 * run: what runs 25 times a second is compiled for the last time some 20 seconds after the server was asked first.
 */
const SETTLING_ANSWERS = 10;

export const paced: Figure = {
  name: 'paced',
  method:
    `${STREAMS} streams at once, each asking for one answer of ${TOKENS} tokens after another, ${RATE} tokens a second. ` +
    'CPU of the whole request, from acceptance to the last byte, divided by the tokens that arrived. ' +
    'Time to first token under this load: from the request to the first character at the client. Each server is warmed ' +
    'before: 48,000 tokens at full speed, 1,500 requests, and 20 seconds at the measured pace.',
  seconds: ({ pairs, seconds, servers }) => 22 + servers * (4 + pairs * (seconds + 1.4)),

  async measure(arena) {
    const perToken = createSamples();
    const first = createSamples();
    const slow = createSamples();
    const answersPerStream = Math.max(1, Math.round((arena.seconds * RATE) / TOKENS));
    const staggerMs = arena.quick ? 100 : STAGGER_MS;
    const size = { streams: STREAMS, tokens: TOKENS, rate: RATE, staggerMs };
    const warmUp = async (server: Server): Promise<void> => {
      await arena.run(server, FULL_SPEED);
      if (!arena.quick) await arena.run(server, REQUESTS);
    };
    await eachRound(arena, 'paced: warm-up', warmUp, 1);
    // All at once, because it takes its time and not the processor's.
    const settling = { ...size, answersPerStream: arena.quick ? 1 : SETTLING_ANSWERS };
    await Promise.all((await arena.servers()).map((server) => arena.run(server, settling)));
    await eachRound(arena, 'paced', async (server) => {
      const [microseconds, result] = await server.cpuOf(() => arena.run(server, { ...size, answersPerStream }));
      const waits = result.firstTokens.map(([, asked, arrived]) => arrived - asked);
      perToken.add(server.target.name, microseconds / result.tokens);
      first.add(server.target.name, percentile(waits, 50));
      slow.add(server.target.name, percentile(waits, 99));
    });
    return [
      {
        label: 'CPU per token, paced',
        unit: 'µs',
        digits: 1,
        samples: perToken.all,
        compare: 'ratio',
        goal: { of: 'compared', limit: 1.25, aim: 1.0 },
      },
      {
        label: 'time to first token under that load, p50',
        unit: 'ms',
        digits: 2,
        samples: first.all,
        compare: 'difference',
      },
      {
        label: 'time to first token under that load, p99',
        unit: 'ms',
        digits: 2,
        samples: slow.all,
        compare: 'difference',
      },
    ];
  },
};
