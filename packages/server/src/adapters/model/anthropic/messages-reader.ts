import type { FinishReason, SseEvent } from '@parlance/wire';
import { ModelError, type ModelEvent } from '../../../ports/model.ts';
import { isRecord, parseRecord } from '../json.ts';
import { machineWords } from '../machine-words.ts';
import type { FailureContext } from '../provider-failure.ts';
import type { WireReader } from '../provider-stream.ts';
import { MessagesUsage } from './messages-usage.ts';

const FINISH: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content-filter',
};

/**
 * Reads the events of an Anthropic Messages stream.
 *
 * Unknown fields, events and kinds of delta are passed over; a known field of a wrong type is `upstream_protocol`.
 * The answer is complete when a `stop_reason` has come and then `message_stop` or the end of the body.
 */
export class MessagesReader implements WireReader {
  readonly #emit: (event: ModelEvent) => void;
  readonly #failure: FailureContext;
  readonly #usage = new MessagesUsage();
  finish: FinishReason | undefined;
  completed = false;

  constructor(emit: (event: ModelEvent) => void, failure: FailureContext) {
    this.#emit = emit;
    this.#failure = failure;
  }

  event({ data }: SseEvent): void {
    const event = parseRecord(data) ?? this.#wrong('an event that is not a JSON object');
    // The SSE name repeats the type in the data; proxies lose it, so the data decides.
    switch (event.type) {
      case 'content_block_delta':
        this.#delta(event.delta);
        return;
      case 'message_start':
        if (isRecord(event.message)) this.#usage.begin(event.message.usage);
        return;
      case 'message_delta':
        this.#count(event.usage);
        this.#stop(event.delta);
        return;
      case 'message_stop':
        this.completed = true;
        return;
      case 'error':
        throw this.#failed(event);
      default:
        return;
    }
  }

  #delta(delta: unknown): void {
    if (!isRecord(delta)) this.#wrong('a delta that is not an object');
    if (delta.type === 'text_delta') this.#push('text', delta.text);
    else if (delta.type === 'thinking_delta') this.#push('reasoning', delta.thinking);
  }

  #push(type: 'text' | 'reasoning', text: unknown): void {
    if (typeof text !== 'string') this.#wrong(`a delta of ${type} that is not text`);
    if (text !== '') this.#emit({ type, text });
  }

  #stop(delta: unknown): void {
    if (!isRecord(delta)) this.#wrong('a message_delta without a delta');
    const reason = delta.stop_reason;
    if (reason === undefined || reason === null) return;
    if (typeof reason !== 'string') this.#wrong('a stop_reason that is not text');
    this.finish = FINISH[reason] ?? 'other';
  }

  #count(reported: unknown): void {
    const usage = this.#usage.report(reported);
    if (usage !== undefined) this.#emit({ type: 'usage', usage });
  }

  #wrong(what: string): never {
    throw new ModelError('upstream_protocol', `${this.#failure.host} sent ${what}`);
  }

  #failed(said: unknown): ModelError {
    const { host } = this.#failure;
    return new ModelError('upstream_disconnected', `${host} reported a failure${machineWords(said)}`);
  }
}
