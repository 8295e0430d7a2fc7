import type { TurnRecord } from './records.ts';

/** What an operator is shown of this node, kept in memory. */
export interface Operations {
  activity(): Activity;
  /** Newest first. */
  problems(): readonly Problem[];
}

/** What this node has been doing. Durations in milliseconds. */
export interface Activity {
  /** Turns that have not ended, oldest first, at most 100. */
  readonly live: readonly LiveActivity[];
  readonly liveCount: number;
  readonly lastMinute: {
    readonly completed: number;
    readonly failed: number;
    readonly cancelled: number;
    /** Pieces of text as the model gave them, in answers that ended. */
    readonly tokens: number;
    /** Of an answer in the middle, a second, from its first piece to its end; null where none had two pieces. */
    readonly tokensPerSecond: number | null;
    readonly firstContentMs: Spread | null;
    readonly commits: number;
    readonly commitMs: Spread | null;
  };
}

export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

export interface LiveActivity {
  readonly turn: TurnRecord;
  readonly sinceMs: number;
  /** From its acceptance; null before the first piece. */
  readonly firstContentMs: number | null;
}

/** A line of the log at WARNING or ERROR, without the words of whatever was thrown. */
export interface Problem {
  readonly at: number;
  readonly level: 'WARNING' | 'ERROR';
  readonly event: string;
  readonly correlationId: string | null;
  /** Short facts, such as the code, the provider or the capability. */
  readonly facts: Readonly<Record<string, string>>;
}
