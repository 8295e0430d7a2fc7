import { isRecord, type Wire, type WireStep } from './wire.ts';

/** OpenAI's Responses, with the events and their order that the real service sends. */
export const responses: Wire = {
  name: 'openai-responses',
  matches: (request) => request.method === 'POST' && (request.url ?? '').split('?')[0] === '/v1/responses',
  lastUserText,
  wantsStream: (body) => isRecord(body) && body.stream === true,
  encoder: (body, call) => {
    const speech = new Speech(body, call);
    return (step) => speech.say(step);
  },
  whole: () => ({ error: { message: 'only streams are spoken here', type: 'invalid_request_error' } }),
};

const CREATED = 1_700_000_000;

/** Scripts name the reasons as Chat Completions does. */
const INCOMPLETE: Readonly<Record<string, string>> = {
  length: 'max_output_tokens',
  content_filter: 'content_filter',
};

type Item = Readonly<Record<string, unknown>>;

/** One streamed response: numbers its events and keeps the items that the last event repeats. */
class Speech {
  readonly #response: Item;
  readonly #output: Item[] = [];
  #sequence = 0;
  #open: 'message' | 'reasoning' | undefined;
  #text = '';
  #reason = 'stop';
  #usage: Item | null = null;

  constructor(body: unknown, call: number) {
    const model = isRecord(body) && typeof body.model === 'string' ? body.model : 'fake-model';
    this.#response = { id: `resp_${call}`, object: 'response', created_at: CREATED, model, parallel_tool_calls: true };
  }

  say(step: WireStep): string {
    switch (step.kind) {
      case 'role': {
        const response = this.#snapshot('in_progress');
        return this.#event('response.created', { response }) + this.#event('response.in_progress', { response });
      }
      case 'delta':
        return this.#delta('message', step.text);
      case 'reasoning':
        return this.#delta('reasoning', step.text);
      case 'tool':
        return this.#close() + this.#tool(step);
      case 'finish':
        this.#reason = step.reason;
        return '';
      case 'usage':
        this.#usage = usageOf(step);
        return '';
      case 'done':
        return this.#close() + this.#end();
    }
  }

  #delta(kind: 'message' | 'reasoning', text: string): string {
    const before = this.#open === kind ? '' : this.#close() + this.#begin(kind);
    this.#text += text;
    const place = this.#place();
    return kind === 'message'
      ? before + this.#event('response.output_text.delta', { ...place, content_index: 0, delta: text, logprobs: [] })
      : before + this.#event('response.reasoning_summary_text.delta', { ...place, summary_index: 0, delta: text });
  }

  #begin(kind: 'message' | 'reasoning'): string {
    this.#open = kind;
    this.#text = '';
    const { item_id: id, output_index } = this.#place();
    const item =
      kind === 'message'
        ? { id, type: 'message', status: 'in_progress', role: 'assistant', content: [] }
        : { id, type: 'reasoning', summary: [] };
    const added = this.#event('response.output_item.added', { output_index, item });
    return kind === 'reasoning'
      ? added
      : added + this.#event('response.content_part.added', { ...this.#place(), content_index: 0, part: partOf('') });
  }

  #close(): string {
    const kind = this.#open;
    if (kind === undefined) return '';
    const { item_id: id, output_index } = this.#place();
    const part = partOf(this.#text);
    const item =
      kind === 'message'
        ? { id, type: 'message', status: 'completed', role: 'assistant', content: [part] }
        : { id, type: 'reasoning', summary: [{ type: 'summary_text', text: this.#text }] };
    const done =
      kind === 'reasoning'
        ? ''
        : this.#event('response.output_text.done', { ...this.#place(), content_index: 0, text: this.#text }) +
          this.#event('response.content_part.done', { ...this.#place(), content_index: 0, part });
    this.#open = undefined;
    const ended = done + this.#event('response.output_item.done', { output_index, item });
    this.#output.push(item);
    return ended;
  }

  #tool(step: Extract<WireStep, { readonly kind: 'tool' }>): string {
    const { item_id, output_index } = this.#place();
    const begun = { id: item_id, type: 'function_call', call_id: step.call, name: step.name };
    const whole = step.arguments.join('');
    const item = { ...begun, status: 'completed', arguments: whole };
    const text =
      this.#event('response.output_item.added', {
        output_index,
        item: { ...begun, status: 'in_progress', arguments: '' },
      }) +
      step.arguments
        .map((delta) => this.#event('response.function_call_arguments.delta', { item_id, output_index, delta }))
        .join('') +
      this.#event('response.function_call_arguments.done', { item_id, output_index, arguments: whole }) +
      this.#event('response.output_item.done', { output_index, item });
    this.#output.push(item);
    return text;
  }

  #end(): string {
    const reason = INCOMPLETE[this.#reason];
    return reason === undefined
      ? this.#event('response.completed', { response: this.#snapshot('completed') })
      : this.#event('response.incomplete', {
          response: { ...this.#snapshot('incomplete'), incomplete_details: { reason } },
        });
  }

  #snapshot(status: string): Item {
    return {
      ...this.#response,
      status,
      error: null,
      incomplete_details: null,
      output: this.#output,
      usage: this.#usage,
    };
  }

  #place(): { readonly item_id: string; readonly output_index: number } {
    return { item_id: `item_${this.#output.length}`, output_index: this.#output.length };
  }

  #event(type: string, fields: Item): string {
    const data = JSON.stringify({ type, sequence_number: this.#sequence, ...fields });
    this.#sequence += 1;
    return `event: ${type}\ndata: ${data}\n\n`;
  }
}

function partOf(text: string): Item {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function usageOf(step: Extract<WireStep, { readonly kind: 'usage' }>): Item {
  return {
    input_tokens: step.input,
    input_tokens_details: { cached_tokens: step.cached ?? 0 },
    output_tokens: step.output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: step.input + step.output,
  };
}

/** `input` is text, or a list of items of which messages have a role. */
function lastUserText(body: unknown): string {
  if (!isRecord(body)) return '';
  if (typeof body.input === 'string') return body.input;
  if (!Array.isArray(body.input)) return '';
  const last: unknown = body.input.findLast((item: unknown) => isRecord(item) && item.role === 'user');
  if (!isRecord(last)) return '';
  if (typeof last.content === 'string') return last.content;
  if (!Array.isArray(last.content)) return '';
  return last.content
    .map((part: unknown) => (isRecord(part) && typeof part.text === 'string' ? part.text : ''))
    .join('');
}
