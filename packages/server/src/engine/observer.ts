import type { TurnRecord, UpstreamCall } from '../ports/records.ts';

/** What the engine tells the outside about itself, for logs and metrics. Never called per token. */
export interface EngineObserver {
  turnAccepted(turn: TurnRecord): void;
  /** Milliseconds from acceptance to the first content, committed. */
  firstContent(turn: TurnRecord, afterMs: number): void;
  turnEnded(turn: TurnRecord, end: TurnEnd): void;
  takenOver(turn: TurnRecord, phase: 'before-content' | 'with-content' | 'queued' | 'cancelled'): void;
  fenced(turn: TurnRecord): void;
  commit(durationMs: number, units: number): void;
  storeAvailability(available: boolean, error: unknown): void;
  /** A model was asked and gave nothing; it, or the next, is asked after `retryInMs` (null: nothing is asked again). */
  upstreamFailed(turn: TurnRecord, failure: UpstreamFailure): void;
  /** A part of the turn failed, and the answer goes on without it. */
  degraded(turn: TurnRecord, capability: string, error: unknown): void;
  /** A defect: something threw where nothing may. */
  unexpected(where: string, error: unknown): void;
}

export interface UpstreamFailure {
  readonly call: UpstreamCall;
  readonly retryInMs: number | null;
  /** For logs only. */
  readonly cause: unknown;
}

export interface TurnEnd {
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** The error code of a failed turn. */
  readonly code: string | null;
  /** For logs only. */
  readonly cause: unknown;
  readonly durationMs: number;
  readonly deltas: number;
}
