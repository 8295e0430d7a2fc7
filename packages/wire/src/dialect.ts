import type { TurnEvent } from './events.ts';

/**
 * One frame of a stream before it gets its id: what a dialect makes of an event.
 * `data` is one line of text, ASCII only where it is JSON (use `asciiJson`).
 */
export interface Frame {
  /** SSE event name; only dialects whose clients need named events set it. */
  readonly event?: string;
  readonly data: string;
}

/**
 * A wire format as a fold over the log. MUST be pure: the same events and options give the same frames on every
 * node, live or replayed, so that a resume after any frame continues byte for byte. State MUST be treated as
 * immutable, so that it can be shared by all followers and kept as a checkpoint.
 */
export interface Dialect<State, Options = void> {
  readonly name: string;
  /** What is sent while nothing happens: a complete SSE block, without an id. */
  readonly heartbeat: string;
  /** The longest silence that its clients expect, milliseconds; default: that of the server. */
  readonly heartbeatMs?: number;
  start(options: Options): State;
  encode(state: State, event: TurnEvent): readonly [State, readonly Frame[]];
}

/** A dialect whose non-streaming twin answers with a body made by the same fold, run to its end. */
export interface DialectWithBody<State, Options, Body> extends Dialect<State, Options> {
  body(state: State): Body;
}
