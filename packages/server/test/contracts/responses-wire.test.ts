import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { createResponsesModel } from '../../src/adapters/model/openai/responses-model.ts';
import type { ModelRequest } from '../../src/ports/model.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal, toolCall, type Step } from '../support/fake-provider/script.ts';
import { failure, rejection, requestFor, unaborted } from './model-contract.ts';
import { RecordingSink } from './model-sink.ts';

const SECRET = 'canary.1234567890';

describe('the openai responses model', () => {
  const asked: ModelRequest = requestFor('hello', {
    maxTokens: 55,
    messages: [
      { role: 'system', parts: [{ kind: 'text', text: 'Be brief.' }] },
      { role: 'assistant', parts: [{ kind: 'text', text: 'Yes?' }] },
      {
        role: 'user',
        parts: [
          { kind: 'text', text: 'look' },
          { kind: 'image', url: 'https://example.com/a.png', mediaType: 'image/png' },
        ],
      },
    ],
  });

  test('asks as the service wants it, and has it keep nothing', async () => {
    await using provider = await startFakeProvider();
    await modelOf(provider).stream(asked, new RecordingSink(), unaborted());
    const call = await provider.called(0);
    expect(call).toMatchObject({ wire: 'openai-responses', correlationId: 'correlation-1', lastUserText: 'look' });
    expect(call.headers).toMatchObject({ authorization: `Bearer ${SECRET}` });
    expect(call.body).toEqual({
      model: 'test-model',
      input: [
        { role: 'system', content: 'Be brief.' },
        { role: 'assistant', content: 'Yes?' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'look' },
            { type: 'input_image', image_url: 'https://example.com/a.png', detail: 'auto' },
          ],
        },
      ],
      stream: true,
      store: false,
      max_output_tokens: 55,
    });
  });

  test('never asks for fewer tokens than the service allows', async () => {
    await using provider = await startFakeProvider();
    await modelOf(provider).stream(requestFor('hello', { maxTokens: 1 }), new RecordingSink(), unaborted());
    expect((await provider.called(0)).body).toMatchObject({ max_output_tokens: 16 });
  });

  verifies('model:usage', 'keeps usage verbatim, an explicit 0 and cached input included', async () => {
    await using provider = await startFakeProvider();
    const sink = new RecordingSink();
    provider.enqueue({
      steps: [{ kind: 'role' }, { kind: 'usage', input: 9, output: 0, cached: 4 }, { kind: 'done' }],
    });
    await modelOf(provider).stream(requestFor('hello'), sink, unaborted());
    expect(sink.usage).toEqual({ input: 9, output: 0, cachedInput: 4 });
  });

  verifies('model:chunks', 'gives a summary of thoughts as reasoning, and a refusal as text', async () => {
    await using provider = await startFakeProvider();
    const sink = new RecordingSink();
    const refused = { kind: 'event', data: { type: 'response.refusal.delta', delta: 'No.' } } as const;
    provider.enqueue({
      steps: [{ kind: 'role' }, { kind: 'reasoning', text: 'Hm.' }, refused, ...answer(['Yes.']).steps.slice(1)],
    });
    await modelOf(provider).stream(requestFor('hello'), sink, unaborted());
    expect(sink.events.filter(({ type }) => type !== 'usage')).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'No.' },
      { type: 'text', text: 'Yes.' },
    ]);
  });

  for (const [said, finish] of Object.entries({ stop: 'stop', length: 'length', content_filter: 'content-filter' })) {
    verifies('model:finish', `says ${finish} where the provider says ${said}`, async () => {
      await using provider = await startFakeProvider();
      provider.enqueue(answer(['hi'], { finish: said }));
      const outcome = await modelOf(provider).stream(requestFor('hello'), new RecordingSink(), unaborted());
      expect(outcome).toEqual({ finish });
    });
  }

  const failures: readonly (readonly [name: string, code: string, step: Step])[] = [
    [
      'a failed response',
      'upstream_disconnected',
      event({ type: 'response.failed', response: { error: { code: 'server_error', message: 'no' } } }),
    ],
    ['an error event', 'upstream_disconnected', event({ type: 'error', code: 'rate_limit_exceeded', message: 'no' })],
    ['a failure without a type', 'upstream_disconnected', event({ error: { message: 'no' } })],
    ['the mark of the other wire', 'upstream_disconnected', { kind: 'chunk', bytes: 'data: [DONE]\n\n' }],
    ['text that is a number', 'upstream_protocol', event({ type: 'response.output_text.delta', delta: 1 })],
    ['an end without its response', 'upstream_protocol', event({ type: 'response.completed' })],
    ['an event that is a list', 'upstream_protocol', event([])],
  ];
  for (const [name, code, step] of failures) {
    verifies('model:true-end model:malformed', `fails on ${name}, and keeps what came before`, async () => {
      await using provider = await startFakeProvider();
      const sink = new RecordingSink();
      provider.enqueue({ steps: [{ kind: 'role' }, { kind: 'delta', text: 'before' }, step] });
      expect(await failure(modelOf(provider), requestFor('hello'), sink)).toBe(code);
      expect(sink.texts).toEqual(['before']);
    });
  }

  verifies('model:malformed', 'passes over events that it does not know', async () => {
    await using provider = await startFakeProvider();
    const sink = new RecordingSink();
    provider.enqueue({
      steps: [
        event({ type: 'response.later', x: 1 }),
        ...toolCall('web_search', '{}').steps.slice(0, 2),
        ...answer(['hi']).steps,
      ],
    });
    await modelOf(provider).stream(requestFor('hello'), sink, unaborted());
    expect(sink.texts).toEqual(['hi']);
  });

  verifies('model:secrets', 'never repeats its key in an error', async () => {
    await using provider = await startFakeProvider();
    provider.enqueue(refusal(401, { message: `invalid key: ${SECRET}` }), {
      steps: [event({ type: 'error', message: SECRET })],
    });
    for (const code of ['upstream_rejected', 'upstream_disconnected']) {
      const error = await rejection(modelOf(provider), requestFor('hello'));
      expect(error.code).toBe(code);
      expect(error.message).not.toContain('canary');
    }
  });
});

function modelOf(provider: FakeProvider): ReturnType<typeof createResponsesModel> {
  return createResponsesModel({ baseUrl: provider.baseUrl, apiKey: SECRET, clock: new ManualClock() });
}

function event(data: unknown): Step {
  return { kind: 'event', data };
}
