import { lastUserTextOf } from './last-user-text.ts';
import { isRecord, type Wire, type WireStep } from './wire.ts';

/** OpenAI's Chat Completions, with the fields and the order of chunks that the real service sends. */
export const chatCompletions: Wire = {
  name: 'openai-chat',
  matches: (request) => request.method === 'POST' && (request.url ?? '').split('?')[0] === '/v1/chat/completions',
  lastUserText: lastUserTextOf,
  wantsStream: (body) => isRecord(body) && body.stream === true,
  encoder,
  whole,
};

// A fixed time: two runs of one script give the same bytes.
const CREATED = 1_700_000_000;

function encoder(body: unknown, call: number): (step: WireStep) => string {
  const withUsage = isRecord(body) && isRecord(body.stream_options) && body.stream_options.include_usage === true;
  const head =
    `data: {"id":"chatcmpl-${call}","object":"chat.completion.chunk","created":${CREATED},` +
    `"model":${JSON.stringify(modelOf(body))},"service_tier":"default","system_fingerprint":"fp_fake",`;
  const tail = withUsage ? ',"usage":null}\n\n' : '}\n\n';
  const choice = (delta: string, finish: string): string =>
    `${head}"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}]${tail}`;

  return (step) => {
    switch (step.kind) {
      case 'role':
        return choice('{"role":"assistant","content":"","refusal":null}', 'null');
      case 'delta':
        return choice(`{"content":${JSON.stringify(step.text)}}`, 'null');
      case 'reasoning':
        return choice(`{"reasoning_content":${JSON.stringify(step.text)}}`, 'null');
      case 'tool':
        return toolDeltas(step)
          .map((call) => choice(JSON.stringify({ tool_calls: [{ index: 0, ...call }] }), 'null'))
          .join('');
      case 'finish':
        return choice('{}', JSON.stringify(step.reason));
      case 'usage':
        return withUsage ? `${head}"choices":[],"usage":${JSON.stringify(usage(step))}}\n\n` : '';
      case 'done':
        return 'data: [DONE]\n\n';
    }
  };
}

function toolDeltas(step: Extract<WireStep, { readonly kind: 'tool' }>): readonly object[] {
  const begin = { id: step.call, type: 'function', function: { name: step.name, arguments: '' } };
  return [begin, ...step.arguments.map((text) => ({ function: { arguments: text } }))];
}

function whole(body: unknown, call: number, steps: readonly WireStep[]): unknown {
  const content = steps.map((step) => (step.kind === 'delta' ? step.text : '')).join('');
  const finish = steps.find((step) => step.kind === 'finish');
  const counted = steps.find((step) => step.kind === 'usage');
  return {
    id: `chatcmpl-${call}`,
    object: 'chat.completion',
    created: CREATED,
    model: modelOf(body),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null },
        logprobs: null,
        finish_reason: finish?.reason ?? null,
      },
    ],
    ...(counted === undefined ? {} : { usage: usage(counted) }),
    system_fingerprint: 'fp_fake',
  };
}

function usage(step: Extract<WireStep, { readonly kind: 'usage' }>): unknown {
  return {
    prompt_tokens: step.input,
    completion_tokens: step.output,
    total_tokens: step.input + step.output,
    prompt_tokens_details: { cached_tokens: step.cached ?? 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}

function modelOf(body: unknown): string {
  return isRecord(body) && typeof body.model === 'string' ? body.model : 'fake-model';
}
