import type { JsonObject, TerminalEvent, TurnEvent } from '@parlance/wire';
import type {
  AccountRecord,
  ConversationRecord,
  LedgerRecord,
  MessageRecord,
  StateRecord,
  StoredPart,
  TurnRecord,
} from '../ports/records.ts';
import type { ImportedConversation, ImportRequest } from './import-conversation.ts';
import type { GrantRequest } from './accounts.ts';
import type { BranchEnd } from '../ports/store.ts';

/** What a surface can ask of the engine. All methods reject with `ParlanceError`. */
export interface Engine {
  /**
   * Stores the user message and the turn in one transaction, then starts it. When it resolves, a 2xx may be sent.
   * With an idempotency key that was used before, it attaches to that turn instead (`replayed`).
   */
  accept(request: AcceptRequest): Promise<AcceptedTurn>;
  /** The turn, if `owner` may see it; `not_found` otherwise, in the same words as for an unknown id. */
  turn(owner: string, id: string): Promise<TurnRecord>;
  /** Everything that is needed to read a turn's events from any point. */
  reader(owner: string, id: string): Promise<TurnReader>;
  /** Stores the wish to cancel; answers with the terminal where the turn is over already. */
  cancel(owner: string, id: string, by: string): Promise<CancelOutcome>;
  /** Resolves with the terminal event, however long that takes; rejects when `signal` aborts. */
  terminal(id: string, signal: AbortSignal): Promise<TurnEvent & TerminalEvent>;

  createConversation(request: CreateConversation): Promise<ConversationRecord>;
  /** Stores a conversation that was led elsewhere, as a whole or not at all; found by searches when it resolves. */
  importConversation(request: ImportRequest): Promise<ImportedConversation>;
  conversation(owner: string, id: string): Promise<ConversationRecord>;
  /** The conversation of this name in a system; null where there is none. */
  conversationByKey(owner: string, mount: string, key: string): Promise<ConversationRecord | null>;
  conversations(owner: string, page: ConversationPage): Promise<readonly ConversationRecord[]>;
  renameConversation(owner: string, id: string, title: string): Promise<ConversationRecord>;
  /** Cancels what runs, then removes the conversation and everything made for it. */
  deleteConversation(owner: string, id: string): Promise<void>;
  /** The branch that ends at `leaf` (default: the conversation's head), its newest `limit` messages, oldest first. */
  messages(owner: string, id: string, limit: number, leaf?: string): Promise<readonly MessageRecord[]>;
  /** How many messages each branch has; see `Store.branchLengths`. */
  branchLengths(owner: string, branches: readonly BranchEnd[]): Promise<readonly number[]>;
  openTurns(owner: string, conversation: string): Promise<readonly TurnRecord[]>;
  /** What a capability knows at `leaf` (default: the conversation's head); null while it knows nothing. */
  state(owner: string, conversation: string, scope: string, leaf?: string): Promise<StateRecord | null>;
  /** The same for many conversations at once; those that have none, or another owner, are left out. */
  states(owner: string, scope: string, conversations: readonly string[]): Promise<readonly StateRecord[]>;

  /** From now on the owner's tokens of before are refused. */
  revokeTokens(owner: string): Promise<void>;
  /** What the owner has; somebody new has what they will be welcomed with. */
  account(owner: string): Promise<AccountRecord>;
  /** The owner's lines, newest first; `before` is the `position` of the last line of the page before. */
  ledger(owner: string, limit: number, before?: number): Promise<readonly LedgerRecord[]>;
  /** Adds a grant or a correction, once for each name, and resolves with what the owner has then. */
  grantPoints(request: GrantRequest): Promise<AccountRecord>;

  /** Refuses new turns, lets running ones finish until the deadline, then hands them over. */
  drain(deadlineMs: number): Promise<void>;
}

export interface AcceptRequest {
  readonly owner: string;
  /** The system it came through, such as `assistant` or `native`. */
  readonly mount: string;
  /** Names the operation, not its URL; scopes idempotency keys. */
  readonly operation: string;
  readonly assistant: string;
  readonly conversation: ConversationChoice;
  readonly parts: readonly StoredPart[];
  /**
   * Looks for the files that come with the message, which may take a while: called at most once, after idempotency and
   * `admit`, so that neither a repeat nor a refused request fetches anything. Its parts follow `parts`.
   */
  readonly media?: () => Promise<readonly StoredPart[]>;
  /** The message that the new one follows; default: the conversation's head. Another choice makes a branch. */
  readonly parent?: string | null;
  readonly model?: string;
  readonly maxTokens?: number;
  readonly timeLimitMs?: number;
  readonly correlationId: string;
  readonly idempotency?: { readonly key: string; readonly body: JsonObject };
  /** What happens while another turn of the conversation runs. */
  readonly whenBusy?: 'enqueue' | 'reject' | 'interrupt';
  readonly options?: JsonObject;
  /**
   * Called when the request starts a new turn: after idempotency, so that a repeat is never refused, and before
   * anything is stored. Throws a `ParlanceError` to refuse. Source: TURN.md 4.
   */
  readonly admit?: () => void;
}

export type ConversationChoice =
  | { readonly kind: 'new' }
  | { readonly kind: 'id'; readonly id: string }
  /** Found by its name in the mount, made when there is none. */
  | { readonly kind: 'key'; readonly key: string };

export interface AcceptedTurn {
  readonly turn: TurnRecord;
  /** True where the idempotency key belonged to a turn already. */
  readonly replayed: boolean;
}

export type CancelOutcome =
  | { readonly state: 'stored' }
  | { readonly state: 'ended'; readonly terminal: TurnEvent & TerminalEvent };

export interface CreateConversation {
  readonly owner: string;
  readonly assistant: string;
  readonly mount: string;
  readonly title: string | null;
}

export interface ConversationPage {
  /** Default: those of every system. */
  readonly mount?: string;
  readonly limit: number;
  readonly before?: { readonly updatedAt: number; readonly id: string };
}

/** A turn's committed events: those stored so far by `read`, those to come by `subscribe`. */
export interface TurnReader {
  readonly turn: TurnRecord;
  /** Highest committed `seq` known here. */
  committed(): number;
  /**
   * True once the terminal is committed, and where this node does not run the turn (any more): what `read` gives then is
   * all that can be had here, and a reader without the terminal comes back later with its cursor.
   */
  ended(): boolean;
  /** Events after `after` up to `committed()`, at most `limit`; see `EventLog.read`. */
  read(after: number, limit: number): Promise<readonly TurnEvent[]>;
  /**
   * Calls `listener` with each run of newly committed events, in order, without a gap since `committed()` as it was
   * when `subscribe` returned; with no events when `ended()` becomes true without a terminal. Returns the way to stop. Listeners MUST NOT throw and MUST NOT wait.
   */
  subscribe(listener: (events: readonly TurnEvent[]) => void): () => void;
}
