import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { createAiSdkModel } from '../../src/adapters/model/ai-sdk/ai-sdk-model.ts';
import { toPrompt } from '../../src/adapters/model/ai-sdk/prompt.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { refusal } from '../support/fake-provider/script.ts';
import { failure, rejection, requestFor, unaborted } from './model-contract.ts';
import { RecordingSink } from './model-sink.ts';

const SECRET = 'canary.1234567890';
const QUESTION = requestFor('hello');

describe('the model over an AI SDK provider', () => {
  const refusals = [
    [429, 'upstream_unavailable'],
    [503, 'upstream_unavailable'],
    [401, 'upstream_rejected'],
    [404, 'upstream_rejected'],
  ] as const;
  verifies('model:status model:secrets', 'tells refusals apart by their status, in words of its own', async () => {
    await using provider = await startFakeProvider();
    const compatible = createOpenAICompatible({ baseURL: provider.baseUrl, name: 'fake', apiKey: SECRET });
    const model = createAiSdkModel({
      provider: 'fake',
      languageModel: (name) => compatible.languageModel(name),
      clock: new ManualClock(),
    });
    for (const [status, code] of refusals) {
      provider.enqueue(refusal(status, { message: `no: ${SECRET}`, headers: { 'retry-after': '7' } }));
      const error = await rejection(model, QUESTION);
      expect(error).toMatchObject({ code, status, message: `fake answered ${status}` });
      expect(error.retryAfter).toBe(code === 'upstream_unavailable' ? 7 : undefined);
      expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('canary');
    }
    expect(provider.calls).toHaveLength(refusals.length);
    expect(provider.calls[0]?.correlationId).toBe('correlation-1');
  });

  const cuts: readonly (readonly [name: string, parts: readonly LanguageModelV4StreamPart[]])[] = [
    ['no end at all', []],
    ['an end as interrupted', [finish('interrupted', undefined)]],
    ['an end for no reason of the service', [finish('other', undefined)]],
    ['an end as an error', [finish('error', 'error')]],
    ['an error in the stream', [{ type: 'error', error: new Error(SECRET) }]],
    ['an error that is none', [{ type: 'error', error: 'boom' }]],
  ];
  for (const [name, parts] of cuts) {
    verifies('model:true-end', `takes ${name} for an answer that broke off`, async () => {
      const sink = new RecordingSink();
      const said: LanguageModelV4StreamPart = { type: 'text-delta', id: '0', delta: 'Half' };
      const error = await rejection(modelOf([said, ...parts]), QUESTION, sink);
      expect(error.code).toBe('upstream_disconnected');
      expect(error.message).not.toContain('canary');
      expect(sink.texts).toEqual(['Half']);
    });
  }

  const ends = { stop: 'stop', length: 'length', 'content-filter': 'content-filter', 'tool-calls': 'other' } as const;
  verifies('model:finish model:usage', 'passes on why it ended, and usage verbatim, a zero included', async () => {
    for (const [unified, expected] of Object.entries(ends)) {
      const sink = new RecordingSink();
      // The keys of `ends` are reasons of the AI SDK.
      const model = modelOf([finish(unified as keyof typeof ends, 'raw')]);
      expect(await model.stream(QUESTION, sink, unaborted())).toEqual({ finish: expected });
      expect(sink.usage).toEqual({ input: 7, output: 0, cachedInput: 3 });
    }
  });

  verifies('model:stall', 'gives up a provider that is silent', async () => {
    const clock = new ManualClock();
    const silent = new ReadableStream<LanguageModelV4StreamPart>();
    const failed = failure(modelOf(silent, clock), QUESTION, new RecordingSink());
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(121_000);
    expect(await failed).toBe('upstream_stalled');
    expect(clock.pending).toBe(0);
  });

  test('puts images by data or address', () => {
    const parts = [
      { kind: 'text', text: 'look' },
      { kind: 'image', url: 'data:image/png;base64,AAAA', mediaType: 'image/png' },
      { kind: 'image', url: 'https://example.com/a.png', mediaType: 'image/png' },
    ] as const;
    expect(toPrompt([{ role: 'user', parts }])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'look' },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AAAA' } },
          { type: 'file', mediaType: 'image/png', data: { type: 'url', url: new URL('https://example.com/a.png') } },
        ],
      },
    ]);
  });
});

/** A provider that needs no network: it says these parts. */
function modelOf(
  parts: readonly LanguageModelV4StreamPart[] | ReadableStream<LanguageModelV4StreamPart>,
  clock = new ManualClock(),
): ReturnType<typeof createAiSdkModel> {
  const language: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: 'hand-written',
    modelId: 'm',
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error('only streams are asked for')),
    doStream: () => Promise.resolve({ stream: parts instanceof ReadableStream ? parts : ReadableStream.from(parts) }),
  };
  return createAiSdkModel({ provider: 'hand-written', languageModel: () => language, clock });
}

function finish(
  unified: Extract<LanguageModelV4StreamPart, { type: 'finish' }>['finishReason']['unified'],
  raw: string | undefined,
): LanguageModelV4StreamPart {
  return {
    type: 'finish',
    finishReason: { unified, raw },
    usage: {
      inputTokens: { total: 7, noCache: 4, cacheRead: 3, cacheWrite: undefined },
      outputTokens: { total: 0, text: 0, reasoning: undefined },
    },
  };
}
