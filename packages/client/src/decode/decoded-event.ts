import type { Citation, JsonObject, PartDelta, Progress, TurnStarted } from '@parlance/wire';

/**
 * What the wire format of a system tells, in the words of turn events. Each format tells a part of what the server
 * knows; null stands for what it does not tell. The events of the native format are all of them, and whole.
 */
export type DecodedEvent = DecodedBody & {
  /** From the frame's id; null for a server that sends none. */
  readonly turn: string | null;
  /** Number of the turn event that the frame was made from. Formats leave events out, so there are gaps. */
  readonly seq: number | null;
  /** Milliseconds since the epoch. */
  readonly at: number | null;
};

export type DecodedBody =
  | Pick<TurnStarted, 'type' | 'conversation' | 'isNewConversation' | 'owner'>
  | PartDelta
  | Progress
  | Citation
  | DecodedCompleted
  | DecodedFailed;

/** The end, also of a cancelled turn: these formats make no difference. */
export interface DecodedCompleted {
  readonly type: 'turn.completed';
  readonly text: string;
  /** Id of the stored message. */
  readonly message: string | null;
  /** What else the format says at the end, such as `points_cost`. */
  readonly result: JsonObject;
}

export interface DecodedFailed {
  readonly type: 'turn.failed';
  /** In words that can be shown. */
  readonly message: string;
  /** What had come before. */
  readonly partial: string;
}
