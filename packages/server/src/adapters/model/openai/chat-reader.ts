import type { FinishReason, SseEvent } from '@parlance/wire';
import { ModelError, type ModelEvent, type ModelUsage } from '../../../ports/model.ts';
import { isRecord, parseRecord } from '../json.ts';
import { machineWords } from '../machine-words.ts';
import type { FailureContext } from '../provider-failure.ts';
import type { WireReader } from '../provider-stream.ts';
import { TextTemplate } from '../text-template.ts';
import { chatUsage } from './chat-usage.ts';

const FINISH: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content-filter',
};

/**
 * Reads the chunks of a Chat Completions stream.
 *
 * Unknown fields and events are passed over; a known field of a wrong type is `upstream_protocol`. The answer is
 * complete when a `finish_reason` has come and then `[DONE]` or the end of the body.
 */
export class ChatReader implements WireReader {
  readonly #emit: (event: ModelEvent) => void;
  readonly #failure: FailureContext;
  readonly #template = new TextTemplate(textAlone);
  #usage: ModelUsage | undefined;
  finish: FinishReason | undefined;
  completed = false;

  constructor(emit: (event: ModelEvent) => void, failure: FailureContext) {
    this.#emit = emit;
    this.#failure = failure;
  }

  event({ event, data }: SseEvent): void {
    if (data.length <= 8 && data.trim() === '[DONE]') {
      this.completed = true;
      return;
    }
    if (event === 'error') throw this.#failed(data);
    if (event !== 'message') return;
    const text = this.#template.read(data);
    if (text !== undefined) {
      this.#text(text, 'content');
      return;
    }
    this.#chunk(parseRecord(data) ?? this.#wrong('an event that is not a JSON object'));
    this.#template.learn(data);
  }

  #chunk(chunk: Readonly<Record<string, unknown>>): void {
    const { error, choices, usage } = chunk;
    if ((error !== undefined && error !== null) || chunk.object === 'error') {
      throw this.#failed(chunk);
    }
    if (usage !== undefined && usage !== null) this.#count(usage);
    if (choices === undefined || choices === null) return;
    if (!Array.isArray(choices)) this.#wrong('choices that are not a list');
    const list: readonly unknown[] = choices;
    for (const choice of list) this.#choice(choice);
  }

  #choice(choice: unknown): void {
    if (!isRecord(choice)) this.#wrong('a choice that is not an object');
    // One answer was asked for; a server that sends more is heard on its first.
    if (choice.index !== undefined && choice.index !== 0) return;
    const { delta, finish_reason: finish } = choice;
    if (delta !== undefined && delta !== null) this.#delta(delta);
    if (finish === undefined || finish === null) return;
    if (typeof finish !== 'string') this.#wrong('a finish_reason that is not text');
    // Some servers send '' where others send null.
    if (finish !== '') this.finish = FINISH[finish] ?? 'other';
  }

  #delta(delta: unknown): void {
    if (!isRecord(delta)) this.#wrong('a delta that is not an object');
    const { content, refusal } = delta;
    // Not in OpenAI's own wire: DeepSeek and vLLM say `reasoning_content`, OpenRouter and Ollama `reasoning`.
    const reasoning = delta.reasoning_content ?? delta.reasoning;
    if (typeof reasoning === 'string' && reasoning !== '') this.#emit({ type: 'reasoning', text: reasoning });
    this.#text(content, 'content');
    this.#text(refusal, 'refusal');
  }

  #text(text: unknown, field: string): void {
    if (typeof text === 'string') {
      if (text !== '') this.#emit({ type: 'text', text });
    } else if (text !== undefined && text !== null) this.#wrong(`a ${field} that is not text`);
  }

  #count(reported: unknown): void {
    const usage = chatUsage(reported);
    const known = this.#usage;
    if (usage === undefined) return;
    // Some servers repeat the usage in each chunk; what has not changed is not news.
    if (known?.input === usage.input && known.output === usage.output && known.cachedInput === usage.cachedInput)
      return;
    this.#usage = usage;
    this.#emit({ type: 'usage', usage });
  }

  #wrong(what: string): never {
    throw new ModelError('upstream_protocol', `${this.#failure.host} sent ${what}`);
  }

  #failed(said: unknown): ModelError {
    const { host } = this.#failure;
    return new ModelError('upstream_disconnected', `${host} reported a failure${machineWords(said)}`);
  }
}

/** The text of a chunk from which nothing else follows; undefined of any other. */
function textAlone(json: string): string | undefined {
  const chunk = parseRecord(json);
  if (chunk === undefined || present(chunk.error) || present(chunk.usage) || chunk.object === 'error') return undefined;
  const { choices } = chunk;
  if (!Array.isArray(choices) || choices.length !== 1) return undefined;
  const list: readonly unknown[] = choices;
  const [choice] = list;
  if (!isRecord(choice) || (choice.index !== undefined && choice.index !== 0)) return undefined;
  const { delta } = choice;
  if (present(choice.finish_reason) || !isRecord(delta)) return undefined;
  if (present(delta.refusal) || present(delta.reasoning_content) || present(delta.reasoning)) return undefined;
  return typeof delta.content === 'string' ? delta.content : undefined;
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}
