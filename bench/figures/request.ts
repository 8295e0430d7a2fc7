import { createSamples, type Figure } from '../figure.ts';
import { eachRound } from '../rounds.ts';

const STREAMS = 10;
const ANSWERS_PER_SECOND = 200;
/** Enough for the compiler to have settled. */
const WARM_UP = 300;

export const request: Figure = {
  name: 'request',
  method: `${STREAMS} clients on kept-alive connections, each asking for answers of one token one after another.`,
  seconds: ({ pairs, seconds, servers }) => servers * (1 + pairs * seconds * 0.3),

  async measure(arena) {
    const samples = createSamples();
    const size = { streams: STREAMS, tokens: 1, rate: 0 };
    const answersPerStream = Math.max(10, Math.round(ANSWERS_PER_SECOND * arena.seconds * 0.25));
    await eachRound(
      arena,
      'request: warm-up',
      async (server) =>
        void (await arena.run(server, { ...size, answersPerStream: arena.quick ? answersPerStream : WARM_UP })),
      1,
    );
    await eachRound(arena, 'request', async (server) => {
      const [microseconds, result] = await server.cpuOf(() => arena.run(server, { ...size, answersPerStream }));
      samples.add(server.target.name, microseconds / result.answers);
    });
    return [
      {
        label: 'CPU of a whole one-token request',
        unit: 'µs',
        digits: 0,
        samples: samples.all,
        compare: 'ratio',
        goal: { of: 'value', limit: 500, aim: 300 },
      },
    ];
  },
};
