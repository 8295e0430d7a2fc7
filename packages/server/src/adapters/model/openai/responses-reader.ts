import type { FinishReason, SseEvent } from '@parlance/wire';
import { ModelError, type ModelEvent } from '../../../ports/model.ts';
import { isRecord, parseRecord } from '../json.ts';
import { machineWords } from '../machine-words.ts';
import type { FailureContext } from '../provider-failure.ts';
import type { WireReader } from '../provider-stream.ts';
import { responsesUsage } from './responses-usage.ts';

const INCOMPLETE: Readonly<Record<string, FinishReason>> = {
  max_output_tokens: 'length',
  content_filter: 'content-filter',
};

/**
 * Reads the events of a Responses stream.
 *
 * Unknown events and fields are passed over; a known field of a wrong type is `upstream_protocol`. The answer is
 * complete with `response.completed` or `response.incomplete`, and with nothing else.
 */
export class ResponsesReader implements WireReader {
  readonly #emit: (event: ModelEvent) => void;
  readonly #failure: FailureContext;
  finish: FinishReason | undefined;
  completed = false;

  constructor(emit: (event: ModelEvent) => void, failure: FailureContext) {
    this.#emit = emit;
    this.#failure = failure;
  }

  event({ data }: SseEvent): void {
    // Some compatible servers end with the mark of the other wire; it says nothing here.
    if (data.length <= 8 && data.trim() === '[DONE]') return;
    const event = parseRecord(data) ?? this.#wrong('an event that is not a JSON object');
    // The SSE name repeats the type in the data; proxies lose it, so the data decides.
    switch (event.type) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        this.#push('text', event.delta);
        return;
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        this.#push('reasoning', event.delta);
        return;
      case 'response.completed':
        this.#end(event.response, 'stop');
        return;
      case 'response.incomplete':
        this.#end(event.response, incompleteReason(event.response));
        return;
      case 'response.failed':
        throw this.#failed(errorOf(event.response) ?? event);
      case 'error':
        throw this.#failed(event);
      default:
        // Gateways put their own failures into the stream without a type.
        if (event.type === undefined && event.error !== undefined) {
          throw this.#failed(event);
        }
    }
  }

  #push(type: 'text' | 'reasoning', text: unknown): void {
    if (typeof text !== 'string') this.#wrong(`a delta of ${type} that is not text`);
    if (text !== '') this.#emit({ type, text });
  }

  #end(response: unknown, finish: FinishReason): void {
    if (!isRecord(response)) this.#wrong('a last event without its response');
    const usage = responsesUsage(response.usage);
    if (usage !== undefined) this.#emit({ type: 'usage', usage });
    this.finish = finish;
    this.completed = true;
  }

  #wrong(what: string): never {
    throw new ModelError('upstream_protocol', `${this.#failure.host} sent ${what}`);
  }

  #failed(said: unknown): ModelError {
    const { host } = this.#failure;
    return new ModelError('upstream_disconnected', `${host} reported a failure${machineWords(said)}`);
  }
}

function incompleteReason(response: unknown): FinishReason {
  const details = isRecord(response) ? response.incomplete_details : undefined;
  const reason = isRecord(details) ? details.reason : undefined;
  return (typeof reason === 'string' ? INCOMPLETE[reason] : undefined) ?? 'other';
}

function errorOf(response: unknown): unknown {
  return isRecord(response) ? response.error : undefined;
}
