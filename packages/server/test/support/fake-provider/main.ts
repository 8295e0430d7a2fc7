import { parseArgs } from 'node:util';
import { startFakeProvider } from './provider.ts';
import { answer, words } from './script.ts';

const USAGE = `A provider that speaks OpenAI's Chat Completions, for benchmarks and for use by hand.

  node packages/server/test/support/fake-provider/main.ts [options]

  --port N          port on 127.0.0.1 (default 0: any free one, printed at the start)
  --tokens N        text chunks of each answer (default 100)
  --interval-ms N   time between them; 0 is as fast as the reader reads (default 20)
  --seed N          chooses the words (default 1)
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    tokens: { type: 'string', default: '100' },
    'interval-ms': { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else {
  const script = answer(words(Number(values.tokens), Number(values.seed)), {
    intervalMs: Number(values['interval-ms']),
  });
  const provider = await startFakeProvider({ port: Number(values.port), respond: () => script });
  process.stdout.write(`OPENAI_BASE_URL=${provider.baseUrl}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void provider.close());
  }
}
