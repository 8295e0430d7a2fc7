import type { TurnEvent } from '@parlance/wire';
import type { MemoryWrite } from './memory-store.ts';
import type {
  AccountRecord,
  CachedAnswerRecord,
  ConversationRecord,
  IdempotencyRecord,
  JobRecord,
  LedgerRecord,
  MediaRecord,
  MessageRecord,
  SettingRecord,
  StateRecord,
  TurnRecord,
  TurnStatus,
  UpstreamCall,
  UsageRecord,
} from './records.ts';
import type { TurnContextWrite } from './turn-context.ts';

/**
 * Where everything durable lives. Closures cannot cross a thread or a network, so changes are typed writes with
 * preconditions, and reads are named questions. Nothing may depend on a store being fast or synchronous.
 */
export interface Store {
  /**
   * Commits many units at once. MUST apply each unit wholly or not at all, in the order given, whatever happens to
   * its neighbours; MUST resolve only when all that it reports as committed would survive the loss of the process
   * (and of power, where `durability` says so). MUST reject with `StoreUnavailable` when it cannot tell or cannot
   * write; the caller then repeats the same units, and a `turn.append` or `turn.end` that had already been applied
   * by the same epoch MUST be reported as committed again, without a second effect.
   */
  commit(units: readonly CommitUnit[]): Promise<readonly CommitOutcome[]>;

  readonly durability: 'process-crash' | 'power-loss';

  conversation(owner: string, id: string): Promise<ConversationRecord | null>;
  conversationByKey(owner: string, mount: string, key: string): Promise<ConversationRecord | null>;
  /** Newest update first; `before` continues a page (keyset). */
  conversations(query: ConversationQuery): Promise<readonly ConversationRecord[]>;
  /**
   * The branch that ends at `leaf`, oldest first, at most `limit` messages nearest to the leaf. Its cost MUST NOT grow
   * with the conversation, and a parent in another conversation MUST NOT be followed.
   */
  branch(conversation: string, leaf: string, limit: number): Promise<readonly MessageRecord[]>;
  /**
   * How many messages each of these branches has, in their order; 0 for one that is not the owner's or not there. Its
   * cost may grow with the branches, so ask for few at a time.
   */
  branchLengths(owner: string, branches: readonly BranchEnd[]): Promise<readonly number[]>;
  message(owner: string, id: string): Promise<MessageRecord | null>;
  turn(id: string): Promise<TurnRecord | null>;
  /** Turns that have not ended, oldest first. */
  openTurns(conversation: string): Promise<readonly TurnRecord[]>;
  idempotency(hash: string): Promise<IdempotencyRecord | null>;
  /**
   * The state of `scope` that the newest turn which kept one left on the branch that ends at the message `leaf`; null
   * where none did. Its cost MUST NOT grow with the conversation beyond that turn.
   */
  state(conversation: string, scope: string, leaf: string): Promise<StateRecord | null>;
  /** As `state`, at the heads of those of the `conversations` that are the owner's and have one, in one question. */
  states(owner: string, scope: string, conversations: readonly string[]): Promise<readonly StateRecord[]>;
  /** Tokens of this owner that were issued earlier no longer count, milliseconds since the epoch; null: all count. */
  tokensCountFrom(owner: string): Promise<number | null>;
  /** What the owner has; null where the ledger has no line of theirs yet. */
  account(owner: string): Promise<AccountRecord | null>;
  /** The owner's lines, newest first; `before` continues a page with lines of a smaller `position`. */
  ledger(owner: string, limit: number, before?: number): Promise<readonly LedgerRecord[]>;

  /** The owner's, in whatever state; null where it is somebody else's. */
  media(owner: string, id: string): Promise<MediaRecord | null>;
  /** Those that are not `ready` and were begun before, oldest first, at most `limit`, of every owner. */
  unsettledMedia(before: number, limit: number): Promise<readonly MediaRecord[]>;
  /** The owner's answer under this hash; null where there is none. */
  cachedAnswer(owner: string, hash: string): Promise<CachedAnswerRecord | null>;

  setting(owner: string, kind: string, id: string): Promise<SettingRecord | null>;
  /** All of this kind, by their ids. */
  settings(owner: string, kind: string): Promise<readonly SettingRecord[]>;

  /**
   * Gives this node the turns whose owner is dead (its lease ran out by the store's clock; in an embedded store:
   * every turn of another process), with a new epoch each, and frees the jobs of dead nodes. MUST fence the former owner in the same transaction.
   */
  claimAbandoned(node: string): Promise<readonly TurnRecord[]>;
  /** Keeps this node's lease; rejects when it was lost. */
  renewLease(node: string, leaseMs: number): Promise<void>;
  /**
   * Removes what outlived its retention: the logs of turns that ended before `before`, and the idempotency keys of
   * those turns, which so outlive turn and log. MUST let commits pass every few milliseconds.
   */
  sweep(before: number): Promise<void>;
  /**
   * Keeps messages of a conversation that is not there yet, in portions that hold up no commit for long, after those that
   * were staged for it before. Nobody finds them before `conversation.publish`; those of a process that was lost MUST be
   * removed when the store is opened again.
   */
  stage(conversation: string, messages: readonly StagedMessage[]): Promise<void>;
  /** Removes what is staged; none is fine. */
  unstage(conversation: string): Promise<void>;
  /** The owner's, whatever their state, at most `limit`. */
  mediaOf(owner: string, limit: number): Promise<readonly MediaRecord[]>;
  /**
   * Removes what deletions have left behind where nothing refers to it any more, such as copies that a page of the
   * database was moved by: then no byte of what was removed is left. It takes time in proportion to all that is stored,
   * in which commits wait, so it is for the few deletions that promise as much.
   */
  scrub(): Promise<void>;
  /** Proves that a commit works now; rejects with `StoreUnavailable`. */
  ping(): Promise<void>;
  /** Commits what was asked before. MUST reject what is asked later with `StoreUnavailable`, and never leave it waiting. */
  close(): Promise<void>;
}

/** A message that is brought in from elsewhere; it is indexed as by `message.index`. */
export interface StagedMessage {
  readonly message: MessageRecord;
  /** Its session, from 1. */
  readonly session: number;
}

/** Names a branch by its newest message. */
export interface BranchEnd {
  readonly conversation: string;
  readonly leaf: string;
}

export interface ConversationQuery {
  readonly owner: string;
  readonly mount?: string;
  readonly limit: number;
  readonly before?: { readonly updatedAt: number; readonly id: string };
}

export interface CommitUnit {
  readonly writes: readonly Write[];
}

/** A refused unit changed nothing; `write` is the index of the write whose precondition failed. */
export type CommitOutcome =
  /**
   * `queued`: a turn of the unit has to wait for its turn in the conversation. `reserved`: the points that are held for
   * the unit's turn now.
   */
  | { readonly committed: true; readonly queued?: boolean; readonly reserved?: number }
  | { readonly committed: false; readonly reason: RefusalReason; readonly write: number };

export type RefusalReason =
  /** The epoch is old, the turn has ended, `firstSeq` is not the next number, or the state has moved on. */
  | 'fenced'
  /** The row exists already. */
  | 'exists'
  /** The row that is to be changed does not exist, or belongs to another owner. */
  | 'not-found'
  /** Another turn of the conversation has not ended, and the write does not want to wait. */
  | 'busy'
  /** As many turns wait in the conversation as may. */
  | 'queue-full'
  /** The account has fewer points to spend than the write needs. */
  | 'insufficient'
  /** The write cannot be stored, now or ever: a defect of its maker, which must not hold up its neighbours. */
  | 'invalid';

export type Write =
  | { readonly kind: 'conversation.create'; readonly conversation: ConversationRecord }
  | {
      readonly kind: 'conversation.rename';
      readonly id: string;
      readonly owner: string;
      readonly title: string;
      readonly at: number;
    }
  /**
   * Removes the conversation, its messages, turns, logs, states, keys, cached answers, the jobs of its turns, its summary,
   * and the memories that come from nowhere else. Refused as `busy` while one of
   * its turns is open. Once it is reported as committed, no byte of it MUST be left
   * in rows and logs of this store, and after `scrub` none in its files.
   */
  | { readonly kind: 'conversation.delete'; readonly id: string; readonly owner: string }
  /**
   * Adds the message. With `follow: 'tail'` the store replaces `message.parent`, in the transaction, by the
   * conversation's head, or, where that is a user message, by the answer of its turn (which is not stored yet), so that
   * turns that are accepted at the same moment make one line, in whatever order they end. A user message becomes the
   * head; an answer only where its parent is the head.
   */
  | {
      readonly kind: 'message.create';
      readonly message: MessageRecord;
      readonly follow: 'parent' | 'tail';
    }
  /**
   * Makes the message findable (see `message-index.ts`) from this commit on; it is stored by the same unit or an earlier
   * one. Where more than 30 minutes have passed since the one before, it begins a session. Refused as `not-found` where
   * there is no such message; a second time changes nothing.
   */
  | { readonly kind: 'message.index'; readonly conversation: string; readonly message: string }
  /**
   * Adds the conversation with the messages that are staged under its id. Refused as `not-found` where there are none,
   * and as `exists` like `conversation.create`.
   */
  | { readonly kind: 'conversation.publish'; readonly conversation: ConversationRecord }
  /**
   * Adds the turn. It runs at once (`running`) where no other turn of the conversation is open, else it waits
   * (`queued`): the store decides, `turn.status` is ignored. `maxWaiting` 0 refuses with `busy` instead of waiting.
   */
  | { readonly kind: 'turn.create'; readonly turn: TurnRecord; readonly maxWaiting: number }
  /** Appends events `firstSeq`, `firstSeq + 1`, … if the epoch is current, the turn is open and `firstSeq` is next. */
  | TurnAppend
  /** A queued turn begins to run. Refused as `fenced` unless it is the conversation's oldest open turn. */
  | { readonly kind: 'turn.begin'; readonly turn: string; readonly epoch: number }
  /** Put on record before a provider is asked again, so that no request can outnumber `attempts`. */
  | {
      readonly kind: 'turn.attempt';
      readonly turn: string;
      readonly epoch: number;
      readonly attempts: number;
      readonly calls: readonly UpstreamCall[];
    }
  /** Ends the turn; the terminal event is in a `turn.append` of the same unit, before it. */
  | {
      readonly kind: 'turn.end';
      readonly turn: string;
      readonly epoch: number;
      readonly status: Exclude<TurnStatus, 'queued' | 'running'>;
      readonly usage: UsageRecord | null;
      readonly calls: readonly UpstreamCall[];
      readonly at: number;
    }
  /** Stores the wish to cancel. Refused as `fenced` when the turn has ended; a second wish changes nothing. */
  | { readonly kind: 'turn.cancel'; readonly turn: string; readonly by: string }
  | { readonly kind: 'idempotency.create'; readonly key: IdempotencyRecord }
  /**
   * Keeps the state that its turn leaves. Refused as `fenced` unless `previous` is the version that the turn's branch
   * had before it (0 for none), as `not-found` where the conversation has no such turn, and as `exists` where the turn
   * has left another state already. What is stored already MUST be reported as committed again, without an effect.
   */
  | { readonly kind: 'state.put'; readonly state: StateRecord; readonly previous: number }
  /**
   * Holds points for a turn of the same unit until it ends: `wanted`, or all that the owner can spend where that is less.
   * Refused as `insufficient` where it is less than `minimum`.
   */
  | ({
      readonly kind: 'points.reserve';
      readonly turn: string;
      readonly minimum: number;
      readonly wanted: number;
    } & Welcome)
  /**
   * The turn's line of the ledger, in the unit that ends it. Refused as `not-found` where nothing was reserved for it, and
   * as `invalid` where it costs more than that. The same line a second time MUST be reported as committed, without an
   * effect; another line of the turn is refused as `exists`.
   */
  | {
      readonly kind: 'points.settle';
      readonly turn: string;
      /** What it cost, 0 included. */
      readonly points: number;
      readonly at: number;
    }
  /**
   * A line of an administrator. Refused as `insufficient` where it takes what the owner cannot spend, and as `exists`
   * where there is another line of this id; the same line a second time changes nothing.
   */
  | ({
      readonly kind: 'points.grant';
      readonly entry: Omit<LedgerRecord, 'balance' | 'position' | 'turn'> & { readonly kind: 'grant' | 'correction' };
    } & Pick<Welcome, 'welcome'>)
  /** Adds the file, or changes it where it is the owner's; another owner's is refused as `exists`. */
  | { readonly kind: 'media.put'; readonly media: MediaRecord }
  /** Forgets the file; one that is not there, or not the owner's, is refused as `not-found`. */
  | { readonly kind: 'media.forget'; readonly owner: string; readonly id: string }
  /**
   * Keeps the answer in the place of the one under its hash. Refused as `not-found` where its conversation is not the
   * owner's or not there. At most `most` of an owner are kept: the oldest go.
   */
  | { readonly kind: 'answer.keep'; readonly answer: CachedAnswerRecord; readonly most: number }
  /**
   * Removes what is left of an owner: memories, settings, jobs, answers, the ledger. Refused as `busy` while there are
   * conversations or files of theirs. Only the moment from which their tokens count is kept, and, without their name,
   * that they were welcomed once. No byte of the rest MUST be left after `scrub`.
   */
  | { readonly kind: 'owner.erase'; readonly owner: string }
  /** Tokens of the owner that were issued before that moment no longer count. An earlier moment changes nothing. */
  | { readonly kind: 'tokens.revoke'; readonly owner: string; readonly before: number }
  /**
   * Adds the setting, or changes it. Refused as `fenced` unless its `revision` is one more than what is stored (0 where
   * nothing is).
   */
  | { readonly kind: 'setting.put'; readonly setting: SettingRecord }
  /** Refused as `not-found` where there is none. */
  | { readonly kind: 'setting.remove'; readonly owner: string; readonly setting: string; readonly id: string }
  /** Adds a job, unless one of this kind and key is stored already. */
  | { readonly kind: 'job.create'; readonly job: JobRecord }
  /**
   * Removes the job in the transaction of its effect, which so happens once. Refused as `not-found` where this node no
   * longer has it on lease.
   */
  | { readonly kind: 'job.finish'; readonly id: string; readonly node: string }
  | MemoryWrite
  | TurnContextWrite;

/** What a new account begins with: the store adds it, once for each owner, before the write's own effect. */
interface Welcome {
  readonly owner: string;
  readonly welcome: number;
  readonly at: number;
}

export interface TurnAppend {
  readonly kind: 'turn.append';
  readonly turn: string;
  readonly epoch: number;
  readonly firstSeq: number;
  readonly events: readonly TurnEvent[];
}

/** The store cannot be used now: stopped, full, or out of reach. */
export class StoreUnavailable extends Error {
  /** `full` where space is what is missing. */
  readonly kind: 'down' | 'full';

  constructor(message: string, options: { kind?: 'down' | 'full'; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'StoreUnavailable';
    this.kind = options.kind ?? 'down';
  }
}
