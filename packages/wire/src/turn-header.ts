import type { JsonObject } from './events.ts';

/**
 * What is known of a turn from its acceptance on and never changes: the options of every dialect. A stored turn
 * record fits as it is.
 *
 * Dialects take it beside the log because a turn may end (cancelled while it waited, refused for lack of space)
 * without a `turn.started`. It describes the turn, not the request that reads it: a resume passes the same values.
 */
export interface TurnHeader {
  readonly id: string;
  readonly conversation: string;
  readonly userMessage: string;
  readonly assistantMessage: string;
  readonly model: string;
  readonly mount: string;
  readonly correlationId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** What the surface asked of its dialect, such as `include_usage`. */
  readonly options: JsonObject;
}
