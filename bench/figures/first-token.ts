import { createSamples, type Figure, type Row } from '../figure.ts';
import { eachRound } from '../rounds.ts';
import { percentile } from '../statistics.ts';

const ANSWERS = 200;
const QUICK_ANSWERS = 50;

export const firstToken: Figure = {
  name: 'first-token',
  method:
    `${ANSWERS} one-token requests a round, one at a time, to a provider that answers at once. ` +
    '"Whole" runs from the request to the first character at the client; "added" begins when the provider hands its ' +
    'first token to the kernel, so it leaves out what happens before the provider is asked.',
  seconds: ({ pairs, servers }) => servers * (1 + pairs * 1.2),

  async measure(arena) {
    const kinds = {
      whole50: createSamples(),
      whole99: createSamples(),
      added50: createSamples(),
      added99: createSamples(),
    };
    const size = { streams: 1, answersPerStream: arena.quick ? QUICK_ANSWERS : ANSWERS, tokens: 1, rate: 0 };
    await eachRound(arena, 'first-token: warm-up', async (server) => void (await arena.run(server, size)), 1);
    await eachRound(arena, 'first-token', async (server) => {
      await arena.provider.call('firstTokens', null);
      const result = await arena.run(server, size);
      const sent = new Map(await arena.provider.call('firstTokens', null));
      const whole = result.firstTokens.map(([, asked, arrived]) => arrived - asked);
      const added = result.firstTokens.map(([seed, , arrived]) => arrived - (sent.get(seed) ?? Number.NaN));
      kinds.whole50.add(server.target.name, percentile(whole, 50));
      kinds.whole99.add(server.target.name, percentile(whole, 99));
      kinds.added50.add(server.target.name, percentile(added, 50));
      kinds.added99.add(server.target.name, percentile(added, 99));
    });
    const row = (label: string, samples: Row['samples'], goal?: Row['goal']): Row => ({
      label: `time to first token, ${label}`,
      unit: 'ms',
      digits: 2,
      samples,
      compare: 'difference',
      ...(goal && { goal }),
    });
    return [
      row('whole, p50', kinds.whole50.all, { of: 'compared', limit: 3 }),
      row('whole, p99', kinds.whole99.all),
      row('added, p50', kinds.added50.all),
      row('added, p99', kinds.added99.all),
    ];
  },
};
