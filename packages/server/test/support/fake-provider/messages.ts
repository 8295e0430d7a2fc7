import { lastUserTextOf } from './last-user-text.ts';
import { isRecord, type Wire, type WireStep } from './wire.ts';

/** Anthropic's Messages, with the events and their order that the real service sends. */
export const messages: Wire = {
  name: 'anthropic-messages',
  matches: (request) => request.method === 'POST' && (request.url ?? '').split('?')[0] === '/v1/messages',
  lastUserText: lastUserTextOf,
  wantsStream: (body) => isRecord(body) && body.stream === true,
  encoder,
  whole,
};

/** Scripts name the reasons as OpenAI does; any other is sent as it is. */
const REASONS: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  content_filter: 'refusal',
  tool_calls: 'tool_use',
};

function encoder(body: unknown, call: number): (step: WireStep) => string {
  let block = -1;
  let open: 'text' | 'thinking' | undefined;
  let reason: string | null = null;

  const close = (): string => {
    if (open === undefined) return '';
    open = undefined;
    return event('content_block_stop', { index: block });
  };
  const enter = (kind: 'text' | 'thinking'): string => {
    if (open === kind) return '';
    const closed = close();
    open = kind;
    block += 1;
    return closed + event('content_block_start', { index: block, content_block: { type: kind, [kind]: '' } });
  };
  const messageDelta = (usage: unknown): string => {
    const stop = { delta: { stop_reason: reason, stop_sequence: null }, ...(usage === undefined ? {} : { usage }) };
    reason = null;
    return close() + event('message_delta', stop);
  };

  return (step) => {
    switch (step.kind) {
      case 'role':
        return event('message_start', { message: message(body, call) }) + event('ping', {});
      case 'delta':
        return (
          enter('text') + event('content_block_delta', { index: block, delta: { type: 'text_delta', text: step.text } })
        );
      case 'reasoning':
        return (
          enter('thinking') +
          event('content_block_delta', { index: block, delta: { type: 'thinking_delta', thinking: step.text } })
        );
      case 'tool': {
        const closed = close();
        block += 1;
        return closed + toolBlock(block, step);
      }
      case 'finish':
        reason = REASONS[step.reason] ?? step.reason;
        return '';
      case 'usage':
        return messageDelta(usageOf(step));
      case 'done':
        return (reason === null ? '' : messageDelta(undefined)) + event('message_stop', {});
    }
  };
}

function toolBlock(index: number, step: Extract<WireStep, { readonly kind: 'tool' }>): string {
  const deltas = step.arguments.map((text) =>
    event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: text } }),
  );
  const start = { type: 'tool_use', id: step.call, name: step.name, input: {} };
  return (
    event('content_block_start', { index, content_block: start }) +
    deltas.join('') +
    event('content_block_stop', { index })
  );
}

function whole(body: unknown, call: number, steps: readonly WireStep[]): unknown {
  const text = steps.map((step) => (step.kind === 'delta' ? step.text : '')).join('');
  const finish = steps.find((step) => step.kind === 'finish')?.reason ?? 'stop';
  const counted = steps.find((step) => step.kind === 'usage');
  return {
    ...message(body, call),
    content: [{ type: 'text', text }],
    stop_reason: REASONS[finish] ?? finish,
    ...(counted === undefined ? {} : { usage: usageOf(counted) }),
  };
}

function event(type: string, fields: Readonly<Record<string, unknown>>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

function message(body: unknown, call: number): Readonly<Record<string, unknown>> {
  const model = isRecord(body) && typeof body.model === 'string' ? body.model : 'fake-model';
  const start = { id: `msg_${call}`, type: 'message', role: 'assistant', model, content: [] };
  return { ...start, stop_reason: null, stop_sequence: null, usage: { input_tokens: 7, output_tokens: 1 } };
}

function usageOf(step: Extract<WireStep, { readonly kind: 'usage' }>): unknown {
  return {
    input_tokens: step.input - (step.cached ?? 0),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: step.cached ?? 0,
    output_tokens: step.output,
  };
}
