import type { JobRecord, TurnRecord } from '../../ports/records.ts';
import type { CommitOutcome, StagedMessage, Write } from '../../ports/store.ts';
import type { Failure } from './errors.ts';
import type { ThreadReply } from './thread-link.ts';

/** What crosses from the main thread to the writer. Requests are served, and answered, strictly in order. */
export type WriterRequest =
  | CommitRequest
  | { readonly kind: 'claim-abandoned'; readonly node: string }
  | { readonly kind: 'sweep'; readonly before: number }
  | {
      readonly kind: 'stage';
      readonly conversation: string;
      readonly node: string;
      readonly messages: readonly StagedMessage[];
    }
  /** Null: what was staged by other nodes. */
  | { readonly kind: 'unstage'; readonly conversation: string | null; readonly node: string }
  | { readonly kind: 'ping'; readonly at: number }
  | { readonly kind: 'scrub' }
  | {
      readonly kind: 'claim-jobs';
      readonly kinds: readonly string[];
      readonly node: string;
      readonly now: number;
      readonly leaseMs: number;
      readonly limit: number;
    }
  | { readonly kind: 'complete-job'; readonly id: string; readonly node: string }
  | { readonly kind: 'retry-job'; readonly id: string; readonly node: string; readonly runAt: number }
  | { readonly kind: 'close' };

export interface CommitRequest {
  readonly kind: 'commit';
  /** Number of the journal entry that holds this commit's appends. */
  readonly entry: number;
  /** Where the ring keeps that entry. */
  readonly slot: number;
  /** All appends of the commit, one section each, in the order of the units. */
  readonly sections: string;
  /** In order, each encoded by `encodeUnit`; a number stands for that many units of one append each. */
  readonly units: readonly (number | string)[];
  /** Tails of turns that go on, to be moved from the journal to segments. */
  readonly seals: readonly Segment[];
  /** Nothing may stay in the journal: what is still needed of it is in `seals`. */
  readonly erase: boolean;
}

export type UnitRequest = readonly WriteRequest[];

export type WriteRequest =
  | Exclude<Write, { readonly kind: 'turn.append' | 'turn.end' }>
  /** The next of the commit's sections. */
  | { readonly kind: 'turn.append' }
  | TurnEndRequest;

export type TurnEndRequest = Extract<Write, { readonly kind: 'turn.end' }> & {
  /** What earlier commits left unsealed of the turn; null where that is nothing. */
  readonly tail: Segment | null;
};

/** A run of a turn's events, encoded one a line. */
export interface Segment {
  readonly turn: string;
  readonly firstSeq: number;
  readonly count: number;
  readonly lines: string;
}

/** Null: every unit was committed, and none has to wait. */
export type CommitReply = readonly CommitOutcome[] | null;

/** What each kind of request is answered with. */
export interface WriterReplies {
  readonly commit: CommitReply;
  readonly 'claim-abandoned': readonly TurnRecord[];
  /** True while there is more to remove. */
  readonly sweep: boolean;
  readonly stage: null;
  /** True while there is more to remove. */
  readonly unstage: boolean;
  readonly ping: null;
  readonly scrub: null;
  readonly 'claim-jobs': readonly JobRecord[];
  readonly 'complete-job': null;
  readonly 'retry-job': null;
  readonly close: null;
}

export type WriterReply = ThreadReply<WriterReplies, Failure>;
