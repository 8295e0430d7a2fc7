import type { Citation, FinishReason, JsonObject, JsonValue, Progress, UsageReport } from '@parlance/wire';
import type { ClientError } from '../errors.ts';
import { CONNECTING, type Connection } from './connection.ts';

/**
 * What is known of a turn so far: all that a page needs to show it. It is replaced with each event, never changed.
 */
export interface TurnState {
  /**
   * `sending` until the server has stored the message; `running` until the terminal; then `completed`, `failed` or
   * `cancelled`. `refused`: it was not stored, or can be followed no further; `error` says why.
   */
  readonly status: 'sending' | 'running' | 'completed' | 'failed' | 'cancelled' | 'refused';
  readonly connection: Connection;
  /** `asked` while the wish to stop is on its way, `stored` once the server has it. Only then it will stop. */
  readonly stop: 'none' | 'asked' | 'stored';
  /** The idempotency key of the send; null where the turn was only followed. */
  readonly key: string | null;
  readonly turn: string | null;
  readonly conversation: string | null;
  readonly userMessage: string | null;
  /** Id that the answer's message has once the turn has ended. */
  readonly assistantMessage: string | null;
  readonly correlationId: string | null;
  readonly model: string | null;
  /** The answer so far; at the end exactly the stored message. */
  readonly text: string;
  readonly reasoning: string;
  readonly progress: readonly Omit<Progress, 'type'>[];
  readonly citations: readonly Omit<Citation, 'type'>[];
  readonly tools: readonly ToolCall[];
  /** Durable state by scope, such as that of a guide, as far as this turn has changed it. */
  readonly states: Readonly<Record<string, { readonly version: number; readonly data: JsonObject }>>;
  readonly usage: Omit<UsageReport, 'type'> | null;
  /** Why the model stopped; of completed turns only. */
  readonly finish: FinishReason | null;
  /** What capabilities added to a completed turn. */
  readonly result: JsonObject | null;
  /** Why the turn failed, in words that can be shown. */
  readonly failure: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
  /** Who cancelled it. */
  readonly cancelledBy: string | null;
  /** Why the request was refused, or the stream given up. */
  readonly error: ClientError | null;
  /** Number of the last event received; −1 before the first. */
  readonly seq: number;
}

export interface ToolCall {
  readonly call: string;
  readonly name: string;
  /** The arguments so far, as JSON text. */
  readonly arguments: string;
  readonly input: JsonValue | undefined;
  readonly output: JsonValue | undefined;
  readonly isError: boolean;
}

export const NEW_TURN: TurnState = {
  status: 'sending',
  connection: CONNECTING,
  stop: 'none',
  key: null,
  turn: null,
  conversation: null,
  userMessage: null,
  assistantMessage: null,
  correlationId: null,
  model: null,
  text: '',
  reasoning: '',
  progress: [],
  citations: [],
  tools: [],
  states: {},
  usage: null,
  finish: null,
  result: null,
  failure: null,
  cancelledBy: null,
  error: null,
  seq: -1,
};

export function hasEnded({ status }: Pick<TurnState, 'status'>): boolean {
  return status !== 'sending' && status !== 'running';
}
