import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { createAnthropicModel } from '../../src/adapters/model/anthropic/anthropic-model.ts';
import type { ModelRequest } from '../../src/ports/model.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal, type Step } from '../support/fake-provider/script.ts';
import { failure, rejection, requestFor, unaborted } from './model-contract.ts';
import { RecordingSink } from './model-sink.ts';

const SECRET = 'canary.1234567890';

describe('the anthropic model', () => {
  const asked: ModelRequest = requestFor('hello', {
    maxTokens: 55,
    messages: [
      { role: 'system', parts: [{ kind: 'text', text: 'Be brief.' }] },
      { role: 'user', parts: [{ kind: 'text', text: 'hello' }] },
      { role: 'assistant', parts: [{ kind: 'text', text: '' }] },
      {
        role: 'user',
        parts: [
          { kind: 'text', text: 'look' },
          { kind: 'image', url: 'data:image/png;base64,AAAA', mediaType: 'image/png' },
          { kind: 'image', url: 'https://example.com/a.png', mediaType: 'image/png' },
        ],
      },
    ],
  });

  test('asks as the service wants it: system text apart, empty text left out, images by data or address', async () => {
    await using provider = await startFakeProvider();
    await modelOf(provider).stream(asked, new RecordingSink(), unaborted());
    const call = await provider.called(0);
    expect(call.headers).toMatchObject({ 'x-api-key': SECRET, 'anthropic-version': '2023-06-01' });
    expect(call.correlationId).toBe('correlation-1');
    expect(call.body).toEqual({
      model: 'test-model',
      max_tokens: 55,
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'hello' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'look' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            {
              type: 'image',
              source: { type: 'url', url: 'https://example.com/a.png' },
              cache_control: { type: 'ephemeral' },
            },
          ],
        },
      ],
      stream: true,
    });
  });

  verifies('model:usage', 'counts cached input as a part of the input, and keeps an explicit 0', async () => {
    await using provider = await startFakeProvider();
    const sink = new RecordingSink();
    provider.enqueue({
      steps: [
        { kind: 'role' },
        { kind: 'finish', reason: 'stop' },
        { kind: 'usage', input: 9, output: 0, cached: 4 },
        { kind: 'done' },
      ],
    });
    await modelOf(provider).stream(requestFor('hello'), sink, unaborted());
    expect(sink.usage).toEqual({ input: 9, output: 0, cachedInput: 4 });
  });

  verifies('model:chunks', 'gives thinking as reasoning', async () => {
    await using provider = await startFakeProvider();
    const sink = new RecordingSink();
    provider.enqueue({
      steps: [{ kind: 'role' }, { kind: 'reasoning', text: 'Hm.' }, ...answer(['Yes.']).steps.slice(1)],
    });
    await modelOf(provider).stream(requestFor('hello'), sink, unaborted());
    expect(sink.events.filter(({ type }) => type !== 'usage')).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Yes.' },
    ]);
  });

  const finishes = {
    end_turn: 'stop',
    stop_sequence: 'stop',
    max_tokens: 'length',
    refusal: 'content-filter',
    new: 'other',
  };
  for (const [said, finish] of Object.entries(finishes)) {
    verifies('model:finish', `says ${finish} where the provider says ${said}`, async () => {
      await using provider = await startFakeProvider();
      provider.enqueue(answer(['hi'], { finish: said }));
      const outcome = await modelOf(provider).stream(requestFor('hello'), new RecordingSink(), unaborted());
      expect(outcome).toEqual({ finish });
    });
  }

  const failures: readonly (readonly [name: string, code: string, event: Step])[] = [
    ['a failure reported inside the stream', 'upstream_disconnected', errorEvent('overloaded_error')],
    ['message_stop without a stop reason', 'upstream_disconnected', { kind: 'event', data: { type: 'message_stop' } }],
    ['text that is a number', 'upstream_protocol', delta({ type: 'text_delta', text: 1 })],
    ['a delta that is text', 'upstream_protocol', delta('hi')],
    ['an event that is a list', 'upstream_protocol', { kind: 'event', data: [] }],
  ];
  for (const [name, code, event] of failures) {
    verifies('model:true-end model:malformed', `fails on ${name}, and keeps what came before`, async () => {
      await using provider = await startFakeProvider();
      const sink = new RecordingSink();
      provider.enqueue({ steps: [{ kind: 'role' }, { kind: 'delta', text: 'before' }, event] });
      expect(await failure(modelOf(provider), requestFor('hello'), sink)).toBe(code);
      expect(sink.texts).toEqual(['before']);
    });
  }

  verifies('model:status', 'takes 529 for a provider that is overloaded', async () => {
    await using provider = await startFakeProvider();
    provider.enqueue(refusal(529, { headers: { 'retry-after': '3' } }));
    const error = await rejection(modelOf(provider), requestFor('hello'));
    expect(error).toMatchObject({ code: 'upstream_unavailable', status: 529, retryAfter: 3 });
  });

  verifies('model:secrets', 'never repeats its key in an error', async () => {
    await using provider = await startFakeProvider();
    provider.enqueue(refusal(401, { message: `invalid x-api-key: ${SECRET}` }), { steps: [errorEvent(SECRET)] });
    for (const code of ['upstream_rejected', 'upstream_disconnected']) {
      const error = await rejection(modelOf(provider), requestFor('hello'));
      expect(error.code).toBe(code);
      expect(error.message).not.toContain('canary');
    }
  });

  verifies('model:malformed', 'passes over events, fields and kinds of delta that it does not know', async () => {
    await using provider = await startFakeProvider();
    const sink = new RecordingSink();
    const { steps } = answer(['hi']);
    const foreign: readonly Step[] = [
      { kind: 'event', event: 'later', data: { type: 'later', x: 1 } },
      delta({ type: 'signature_delta', signature: 'abc' }),
      delta({ type: 'later_delta' }),
    ];
    provider.enqueue({ steps: [...foreign, ...steps] });
    await modelOf(provider).stream(requestFor('hello'), sink, unaborted());
    expect(sink.texts).toEqual(['hi']);
  });
});

function modelOf(provider: FakeProvider): ReturnType<typeof createAnthropicModel> {
  return createAnthropicModel({ baseUrl: provider.baseUrl, apiKey: SECRET, clock: new ManualClock() });
}

function errorEvent(type: string): Step {
  return { kind: 'event', event: 'error', data: { type: 'error', error: { type, message: type } } };
}

function delta(content: unknown): Step {
  return {
    kind: 'event',
    event: 'content_block_delta',
    data: { type: 'content_block_delta', index: 0, delta: content },
  };
}
