import type { FinishReason, JsonObject, JsonValue } from '@parlance/wire';

/** A language model behind one provider's wire. */
export interface Model {
  /** `openai`, `anthropic`, `scripted` … as it is recorded in usage. */
  readonly provider: string;

  /**
   * Asks the model once and pushes what comes back into `sink`.
   *
   * MUST push each text chunk of the provider as one event, in order, as soon as it is read, without merging.
   * MUST resolve only after the provider said that the answer is complete; a stream that merely ends early MUST
   * reject with `upstream_disconnected`. MUST reject with a `ModelError` and nothing else.
   * MUST close the provider's socket as soon as `signal` aborts, and then reject with code `aborted`.
   * MUST stop reading from the provider while `sink.push` has returned false, until `sink.ready()` resolves.
   */
  stream(request: ModelRequest, sink: ModelSink, signal: AbortSignal): Promise<ModelOutcome>;
}

export interface ModelRequest {
  readonly model: string;
  /** Oldest first. System text comes first and is stable across turns, so that provider caches work. */
  readonly messages: readonly ModelMessage[];
  /** Upper bound of the answer, in the provider's tokens. */
  readonly maxTokens: number;
  /**
   * The form that the answer must have, as a JSON schema with every property required. An adapter whose provider knows
   * no such thing leaves it out: the messages say the same in words.
   */
  readonly output?: { readonly name: string; readonly schema: JsonObject };
  /** Sent upstream as `X-Correlation-Id`. */
  readonly correlationId: string;
  /** What the turn's capabilities contributed, for models that answer from it without a provider. */
  readonly contributions: readonly Contribution[];
  /**
   * Puts one more request to the provider on record. MUST be awaited before each request of one `stream` but the
   * first: those that are repeated, and those that carry the results of tools.
   */
  readonly beforeFurtherRequest: () => Promise<void>;
}

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly parts: readonly MessagePart[];
}

export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly url: string; readonly mediaType: string };

/** One block of context with the id by which the answer may cite it. */
export interface Contribution {
  readonly id: string;
  readonly capability: string;
  readonly text: string;
  /** Estimated tokens. */
  readonly tokens: number;
  /** What the scripted model may use to answer from this block: title, page, step … */
  readonly data?: { readonly [key: string]: JsonValue };
}

export interface ModelSink {
  /** Takes the event; false asks the model to stop reading until `ready()` resolves. */
  push(event: ModelEvent): boolean;
  ready(): Promise<void>;
}

export type ModelEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'tool.started'; readonly call: string; readonly name: string }
  | { readonly type: 'tool.args'; readonly call: string; readonly text: string }
  | { readonly type: 'tool.ready'; readonly call: string; readonly input: JsonValue }
  | {
      readonly type: 'tool.result';
      readonly call: string;
      readonly output: JsonValue;
      readonly isError: boolean;
    }
  /** Usage may come before the end; the last report wins. Kept verbatim, an explicit 0 included. */
  | { readonly type: 'usage'; readonly usage: ModelUsage };

export interface ModelUsage {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
}

export interface ModelOutcome {
  readonly finish: FinishReason;
}

export type ModelErrorCode =
  /** Could not be reached, or answered 5xx/429 before its first token. */
  | 'upstream_unavailable'
  /** Refused our credentials or our request (4xx). */
  | 'upstream_rejected'
  /** The stream broke off, or said that it failed, after it began. */
  | 'upstream_disconnected'
  /** Sent something that is not its protocol. */
  | 'upstream_protocol'
  /** Nothing came for longer than the time limit. */
  | 'upstream_stalled'
  /** Our own abort. */
  | 'aborted';

/** `message` is for logs; clients get the text of the error table. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  /** HTTP status of the provider, where there was one. */
  readonly status: number | undefined;
  /** Seconds, from the provider's Retry-After. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ModelErrorCode,
    message: string,
    options: { status?: number; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ModelError';
    this.code = code;
    this.status = options.status;
    this.retryAfter = options.retryAfter;
  }
}
