import type { FrameFormat } from './frames.ts';

/** How a request to a server looks; `%PROMPT%` in the body is replaced. */
export interface RequestShape {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly format: FrameFormat;
}

/** What the load process is to do: some streams at once, each asking for one answer after another. */
export interface LoadPlan {
  readonly port: number;
  readonly request: RequestShape;
  /** Used in turn instead of `request.path` where given, such as one for each conversation. */
  readonly paths?: readonly string[];
  readonly streams: number;
  readonly answersPerStream: number;
  readonly tokens: number;
  /** Tokens a second of each stream; 0 for as fast as possible. */
  readonly rate: number;
  /** The first request's seed; the others count on from it. */
  readonly firstSeed: number;
  /** The streams begin spread over this many milliseconds. */
  readonly staggerMs: number;
  /** Further readers of each answer, attached by `Last-Event-ID` once it has begun. */
  readonly followers?: number;
  /** Fails the plan when it has not ended by then. */
  readonly timeoutMs: number;
}

export interface LoadResult {
  readonly answers: number;
  /** Tokens of all readers' answers, each character compared. */
  readonly tokens: number;
  readonly seconds: number;
  /** For each answer: its seed, when it was asked for, and when its first token was here (monotonic milliseconds). */
  readonly firstTokens: readonly (readonly [seed: number, askedMs: number, arrivedMs: number])[];
  /** Milliseconds between two reads that brought content, 99th percentile over all streams. */
  readonly gapP99Ms: number;
  /** The most that an answer's last token came after its time, in milliseconds; paced answers only. */
  readonly latestMs: number;
}

/** Opens `streams` answers and leaves them open; resolves when each has received `receivedTokens`. */
export interface HoldPlan extends LoadPlan {
  readonly receivedTokens: number;
}
