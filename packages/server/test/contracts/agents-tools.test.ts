import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { createAgentsModel, type AgentsOptions } from '../../src/adapters/model/agents/agents-model.ts';
import { ChatReader } from '../../src/adapters/model/openai/chat-reader.ts';
import { ResponsesReader } from '../../src/adapters/model/openai/responses-reader.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal, toolCall } from '../support/fake-provider/script.ts';
import { failure, rejection, requestFor, unaborted } from './model-contract.ts';
import { RecordingSink } from './model-sink.ts';

const SECRET = 'canary.1234567890';
const QUESTION = requestFor('What time is it?', { model: 'gpt-4o' });

describe.each(['chat', 'responses'] as const)('the agents model over %s', (api) => {
  verifies('model:tools', 'shows a use of its tool, gives the result back, and answers', async () => {
    await using provider = await startFakeProvider();
    provider.enqueue(toolCall('current_time', '{"time_zone":"Europe/Berlin"}'), answer(['It', ' is', ' one.']));
    const sink = new RecordingSink();
    let recorded = 0;
    const beforeFurtherRequest = (): Promise<void> => {
      recorded += 1;
      expect(provider.calls).toHaveLength(recorded);
      return Promise.resolve();
    };
    const outcome = await modelOf(provider, api).stream({ ...QUESTION, beforeFurtherRequest }, sink, unaborted());
    expect(outcome).toEqual({ finish: 'stop' });
    expect(recorded).toBe(1);
    const output = {
      utc: '2026-01-01T00:00:00.000Z',
      time_zone: 'Europe/Berlin',
      local: expect.stringMatching(/1 January 2026.* 01:00:00/),
    };
    expect(sink.events.filter(({ type }) => type !== 'usage')).toEqual([
      { type: 'tool.started', call: 'call_1', name: 'current_time' },
      { type: 'tool.args', call: 'call_1', text: '{"time_zone":"Europe/Berlin"}' },
      { type: 'tool.ready', call: 'call_1', input: { time_zone: 'Europe/Berlin' } },
      { type: 'tool.result', call: 'call_1', output, isError: false },
      { type: 'text', text: 'It' },
      { type: 'text', text: ' is' },
      { type: 'text', text: ' one.' },
    ]);
    expect(JSON.stringify(provider.calls[1]?.body)).toContain('1 January 2026');
    // Both requests are paid for.
    expect(sink.usage).toMatchObject({ input: 14, output: 6 });
  });

  verifies('model:tools', 'says that a tool failed, and lets the model go on', async () => {
    await using provider = await startFakeProvider();
    provider.enqueue(toolCall('current_time', '{"time_zone":"Middle/Earth"}'), answer(['Unknown.']));
    const sink = new RecordingSink();
    await modelOf(provider, api).stream(QUESTION, sink, unaborted());
    expect(sink.events.find(({ type }) => type === 'tool.result')).toMatchObject({ isError: true });
    expect(sink.texts).toEqual(['Unknown.']);
  });

  verifies('model:tools', 'tells the model of a tool that there is not', async () => {
    await using provider = await startFakeProvider();
    provider.enqueue(toolCall('format_disk', '{}'), answer(['Then not.']));
    const sink = new RecordingSink();
    await expect(modelOf(provider, api).stream(QUESTION, sink, unaborted())).resolves.toEqual({ finish: 'stop' });
    expect(sink.texts).toEqual(['Then not.']);
  });

  verifies('model:tool-limit', 'ends a loop of tools at its limit', async () => {
    await using provider = await startFakeProvider({ respond: () => toolCall('current_time', '{"time_zone":null}') });
    const sink = new RecordingSink();
    const model = modelOf(provider, api, { maxSteps: 3 });
    await expect(model.stream(QUESTION, sink, unaborted())).resolves.toEqual({ finish: 'tool-limit' });
    expect(provider.calls).toHaveLength(3);
  });

  verifies('model:stall', 'gives up a provider that falls silent, in the second request too', async () => {
    await using provider = await startFakeProvider();
    const clock = new ManualClock();
    const silent = { steps: [{ kind: 'wait' as const, gate: 'silence' }] };
    provider.enqueue(toolCall('current_time', '{"time_zone":null}'), silent);
    const failed = failure(modelOf(provider, api, { clock }), QUESTION, new RecordingSink());
    await provider.reached('silence');
    for (let step = 0; step < 250; step += 1) clock.advance(500);
    expect(await failed).toBe('upstream_stalled');
    await provider.closedByClient(1);
  });

  verifies(
    'model:secrets model:status',
    'asks once, sends its key only where it has one, and never repeats it',
    async () => {
      await using provider = await startFakeProvider({
        respond: () => refusal(429, { message: `no: ${SECRET}`, headers: { 'retry-after': '7' } }),
      });
      const error = await rejection(modelOf(provider, api), QUESTION);
      expect(error).toMatchObject({ code: 'upstream_unavailable', status: 429, retryAfter: 7 });
      expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('canary');
      expect(provider.calls).toHaveLength(1);
      expect(provider.calls[0]?.headers).toMatchObject({
        authorization: `Bearer ${SECRET}`,
        'x-correlation-id': 'correlation-1',
      });
      await rejection(modelOf(provider, api, { apiKey: '' }), QUESTION);
      expect(provider.calls[1]?.headers).not.toHaveProperty('authorization');
    },
  );

  verifies('model:content', 'does not follow a redirect', async () => {
    await using provider = await startFakeProvider({
      respond: () => refusal(307, { headers: { location: 'http://169.254.169.254/' } }),
    });
    expect(await failure(modelOf(provider, api), QUESTION, new RecordingSink())).toBe('upstream_protocol');
    expect(provider.calls).toHaveLength(1);
  });
});

describe('the Agents SDK', () => {
  // In a process of its own, because the SDK switches its tracing off by itself where NODE_ENV is test.
  const started = async (tracing: boolean): Promise<string> => {
    await using provider = await startFakeProvider();
    const program = new URL('../support/agents-tracing/main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, provider.baseUrl, String(tracing)], {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
    });
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(errors).toBe('');
    return output.trim();
  };

  verifies('model:no-tracing', 'sends no traces unless asked, in production too', async () => {
    expect(await started(false)).toBe('traces: 0, listeners: 0');
    expect(await started(true)).toBe('traces: 1, listeners: 0');
  });
});

function modelOf(
  provider: FakeProvider,
  api: 'chat' | 'responses',
  options: Partial<AgentsOptions> = {},
): ReturnType<typeof createAgentsModel> {
  return createAgentsModel({
    baseUrl: provider.baseUrl,
    apiKey: SECRET,
    api,
    openReader: (emit, failed) => (api === 'chat' ? new ChatReader(emit, failed) : new ResponsesReader(emit, failed)),
    clock: new ManualClock(),
    ...options,
  });
}
