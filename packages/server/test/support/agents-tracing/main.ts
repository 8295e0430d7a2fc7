import { SystemClock } from '../../../src/adapters/clock/system.ts';
import { loadAgents } from '../../../src/adapters/model/agents/load-agents.ts';
import { ChatReader } from '../../../src/adapters/model/openai/chat-reader.ts';

/** Asks once through the Agents SDK and prints how many traces it would have sent, and what hangs on the process. */
const [, , baseUrl = '', tracing] = process.argv;
const listeners = (): number => process.listenerCount('SIGTERM') + process.listenerCount('unhandledRejection');
const createAgentsModel = await loadAgents();
const { setTraceProcessors } = await import('@openai/agents');
let traces = 0;
const nothing = (): Promise<void> => Promise.resolve();
setTraceProcessors([
  {
    onTraceStart: () => {
      traces += 1;
      return nothing();
    },
    onTraceEnd: nothing,
    onSpanStart: nothing,
    onSpanEnd: nothing,
    shutdown: nothing,
    forceFlush: nothing,
  },
]);
const model = createAgentsModel({
  baseUrl,
  apiKey: 'key',
  api: 'chat',
  openReader: (emit, failure) => new ChatReader(emit, failure),
  tracing: tracing === 'true',
  clock: new SystemClock(),
});
const request = {
  model: 'm',
  messages: [{ role: 'user' as const, parts: [{ kind: 'text' as const, text: 'Hello' }] }],
  maxTokens: 100,
  correlationId: 'c',
  contributions: [],
  beforeFurtherRequest: nothing,
};
await model.stream(request, { push: () => true, ready: nothing }, new AbortController().signal);
process.stdout.write(`traces: ${traces}, listeners: ${listeners()}\n`);
process.exit(0);
