import { createSamples, type Figure } from '../figure.ts';

const STREAMS = 2;
const RATE = 50;
const MANY = 50;

export const followers: Figure = {
  name: 'followers',
  method:
    `${STREAMS} streams of ${RATE} tokens a second, each read once more by 1 and by ${MANY} followers that were attached ` +
    'by `Last-Event-ID`. The difference in CPU, divided by the tokens that the further followers received; what it costs ' +
    'to attach them is in it.',
  seconds: ({ pairs, seconds }) => Math.ceil(pairs / 2) * 2 * (seconds + 0.5),

  async measure(arena) {
    const samples = createSamples();
    const durable = (await arena.servers()).filter(({ target }) => target.durable);
    const tokens = Math.round(RATE * arena.seconds);
    const rounds = Math.ceil(arena.pairs / 2);
    for (let round = 0; round < rounds; round++) {
      arena.progress.step('followers', round, rounds);
      for (const server of durable) {
        const cpuWith = async (count: number): Promise<number> => {
          const size = { streams: STREAMS, answersPerStream: 1, tokens, rate: RATE, followers: count };
          const [microseconds] = await server.cpuOf(() => arena.run(server, size));
          return microseconds;
        };
        const few = await cpuWith(1);
        const many = await cpuWith(MANY);
        samples.add(server.target.name, (many - few) / ((MANY - 1) * STREAMS * tokens));
      }
    }
    if (durable.length === 0) return [];
    return [
      {
        label: 'one more follower of a stream, CPU per token',
        unit: 'µs',
        digits: 1,
        samples: samples.all,
        compare: 'alone',
        goal: { of: 'value', limit: 10 },
      },
    ];
  },
};
