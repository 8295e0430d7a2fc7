import type { Arena } from '../arena.ts';
import { createSamples, type Figure, type Row } from '../figure.ts';
import { eachRound } from '../rounds.ts';

const STREAMS = 20;
const LONG = 2000;
const SHORT = 100;
/** About how many tokens a second go through the reference here; only decides how long a round takes. */
const TOKENS_PER_SECOND = 150_000;

export const flood: Figure = {
  name: 'flood',
  method:
    `${STREAMS} streams, as fast as the server takes them, five provider events to a TCP segment. ` +
    `Answers of ${LONG} tokens show the price of a token; answers of ${SHORT} tokens carry their request's price too.`,
  seconds: ({ pairs, seconds, servers }) => servers * (3 + pairs * (seconds * 0.6 + 0.5)),

  async measure(arena) {
    return [
      await perToken(arena, LONG, { goal: { of: 'compared', limit: 0.75, aim: 0.5 } }),
      await perToken(arena, SHORT, {}),
    ];
  },
};

async function perToken(arena: Arena, tokens: number, extra: Pick<Row, 'goal'>): Promise<Row> {
  const samples = createSamples();
  const label = `CPU per token, flood, answers of ${tokens} tokens`;
  const wanted = (TOKENS_PER_SECOND * arena.seconds) / 4;
  const size = { streams: STREAMS, tokens, rate: 0 };
  const answersPerStream = Math.max(1, Math.round(wanted / (STREAMS * tokens)));
  await eachRound(
    arena,
    `${label}: warm-up`,
    async (server) => void (await arena.run(server, { ...size, answersPerStream })),
    1,
  );
  await eachRound(arena, label, async (server) => {
    const [microseconds, result] = await server.cpuOf(() => arena.run(server, { ...size, answersPerStream }));
    samples.add(server.target.name, microseconds / result.tokens);
  });
  return { label, unit: 'µs', digits: 2, samples: samples.all, compare: 'ratio', ...extra };
}
