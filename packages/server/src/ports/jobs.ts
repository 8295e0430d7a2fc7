import type { JobRecord } from './records.ts';
import type { Write } from './store.ts';

/**
 * How jobs of one kind are worked off, beside the turns that caused them. A job runs at least once; what its `run`
 * hands back as writes happens exactly once, since it is committed with the job's end and only while its lease holds.
 * Source: FAULTS.md F22.
 */
export interface JobHandler {
  readonly kind: string;
  /** How many of this kind run on this node at the same time. */
  readonly atOnce: number;
  /** Longest run, milliseconds: then `signal` aborts, and a little later the job may be given to another node. */
  readonly timeLimitMs: number;
  /** Milliseconds before the second try, the third, …; spread by chance. A job that fails after the last is dead. */
  readonly delaysMs: readonly number[];
  /** MUST end soon after `signal` aborts. A rejection is a failure like `failed`. */
  readonly run: (job: JobRecord, signal: AbortSignal) => Promise<JobOutcome>;
  /** What is kept of a job that is given up, as writes that are committed with its end. */
  readonly bury: (job: JobRecord, reason: string) => readonly Write[] | Promise<readonly Write[]>;
}

export type JobOutcome =
  | { readonly kind: 'done'; readonly writes?: readonly Write[] }
  /** Tried again by the schedule, `notBeforeMs` from now at the earliest. `reason` is kept with dead letters. */
  | { readonly kind: 'failed'; readonly reason: string; readonly cause?: unknown; readonly notBeforeMs?: number }
  /** No further try can help. `untried`: nothing was tried this time, and so it counts as no attempt; default false. */
  | {
      readonly kind: 'hopeless';
      readonly reason: string;
      readonly cause?: unknown;
      readonly writes?: readonly Write[];
      readonly untried?: boolean;
    };

/** What became of one run of a job, for logs and metrics. */
export interface JobObserver {
  /** `cause` is for logs only. */
  ended(job: JobRecord, outcome: 'done' | 'again' | 'dead', reason: string | null, cause?: unknown): void;
  /** Jobs cannot be claimed or ended now, such as while the store is down. */
  unavailable(error: unknown): void;
}
