import type { DatabaseSync } from 'node:sqlite';
import type { TurnEvent } from '@parlance/wire';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { MemoryStore } from '../../ports/memory-store.ts';
import type { Queue } from '../../ports/queue.ts';
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
} from '../../ports/records.ts';
import {
  type BranchEnd,
  type CommitOutcome,
  type CommitUnit,
  type ConversationQuery,
  type StagedMessage,
  type Store,
  StoreUnavailable,
} from '../../ports/store.ts';
import type { TurnContexts } from '../../ports/turn-context.ts';
import { Committer } from './committer.ts';
import { ContextReader } from './context-reader.ts';
import { failureOf, sqliteCode, unavailable } from './errors.ts';
import { LiveLogs } from './live-logs.ts';
import type { Lock } from './lock.ts';
import { LogReader } from './log-reader.ts';
import { MemoryReader } from './memory-reader.ts';
import { readOpenLogs } from './rebuild.ts';
import { RecordReader } from './record-reader.ts';
import { Statements } from './statements.ts';
import type { WriterLink } from './writer-link.ts';

/** Messages that one transaction of an import takes: a few milliseconds. */
const STAGED_AT_ONCE = 40;

export interface SqliteStoreParts {
  readonly node: string;
  readonly clock: Clock;
  readonly lock: Lock;
  readonly link: WriterLink;
  /** A read-only connection of the calling thread. */
  readonly database: DatabaseSync;
  readonly ringEntries: number;
}

/** Store, event log and queue in one SQLite file that this process holds alone. */
export class SqliteStore implements Store, EventLog, Queue {
  /** Every commit waits for the disk (`synchronous=FULL`). */
  readonly durability = 'power-loss';
  /** What is remembered of owners; changed by writes like all else. */
  readonly memories: MemoryStore;
  /** What models were shown. */
  readonly contexts: TurnContexts;
  readonly #parts: SqliteStoreParts;
  readonly #committer: Committer;
  readonly #records: RecordReader;
  readonly #log: LogReader;
  #closing: Promise<void> | null = null;

  constructor(parts: SqliteStoreParts) {
    this.#parts = parts;
    const sql = new Statements(parts.database);
    const openLogs = readOpenLogs(sql);
    const live = new LiveLogs(openLogs, parts.ringEntries);
    this.#committer = new Committer(parts.link, live, openLogs.lastEntry);
    this.#records = new RecordReader(sql);
    this.#log = new LogReader(sql, live);
    this.memories = new MemoryReader(sql, (question) => this.#answer(question));
    this.contexts = new ContextReader(sql, (question) => this.#answer(question));
    // What lost processes staged. It goes on at the next start where this fails: nobody finds it meanwhile.
    this.#unstage(null).catch(() => {});
  }

  commit(units: readonly CommitUnit[]): Promise<readonly CommitOutcome[]> {
    return this.#closing === null ? this.#committer.commit(units) : Promise.reject(closed());
  }

  read(turn: string, after: number, limit: number): Promise<readonly TurnEvent[]> {
    return this.#answer(() => this.#log.read(turn, after, limit));
  }

  conversation(owner: string, id: string): Promise<ConversationRecord | null> {
    return this.#answer(() => this.#records.conversation(owner, id));
  }

  conversationByKey(owner: string, mount: string, key: string): Promise<ConversationRecord | null> {
    return this.#answer(() => this.#records.conversationByKey(owner, mount, key));
  }

  conversations(query: ConversationQuery): Promise<readonly ConversationRecord[]> {
    return this.#answer(() => this.#records.conversations(query));
  }

  branch(conversation: string, leaf: string, limit: number): Promise<readonly MessageRecord[]> {
    return this.#answer(() => this.#records.branch(conversation, leaf, limit));
  }

  branchLengths(owner: string, branches: readonly BranchEnd[]): Promise<readonly number[]> {
    return this.#answer(() => this.#records.branchLengths(owner, branches));
  }

  message(owner: string, id: string): Promise<MessageRecord | null> {
    return this.#answer(() => this.#records.message(owner, id));
  }

  turn(id: string): Promise<TurnRecord | null> {
    return this.#answer(() => this.#records.turn(id));
  }

  openTurns(conversation: string): Promise<readonly TurnRecord[]> {
    return this.#answer(() => this.#records.openTurns(conversation));
  }

  idempotency(hash: string): Promise<IdempotencyRecord | null> {
    return this.#answer(() => this.#records.idempotency(hash));
  }

  state(conversation: string, scope: string, leaf: string): Promise<StateRecord | null> {
    return this.#answer(() => this.#records.state(conversation, scope, leaf));
  }

  states(owner: string, scope: string, conversations: readonly string[]): Promise<readonly StateRecord[]> {
    return this.#answer(() => this.#records.states(owner, scope, conversations));
  }

  tokensCountFrom(owner: string): Promise<number | null> {
    return this.#answer(() => this.#records.tokensCountFrom(owner));
  }

  account(owner: string): Promise<AccountRecord | null> {
    return this.#answer(() => this.#records.account(owner));
  }

  ledger(owner: string, limit: number, before = Number.MAX_SAFE_INTEGER): Promise<readonly LedgerRecord[]> {
    return this.#answer(() => this.#records.ledger(owner, limit, before));
  }

  media(owner: string, id: string): Promise<MediaRecord | null> {
    return this.#answer(() => this.#records.media(owner, id));
  }

  unsettledMedia(before: number, limit: number): Promise<readonly MediaRecord[]> {
    return this.#answer(() => this.#records.unsettledMedia(before, limit));
  }

  mediaOf(owner: string, limit: number): Promise<readonly MediaRecord[]> {
    return this.#answer(() => this.#records.mediaOf(owner, limit));
  }

  cachedAnswer(owner: string, hash: string): Promise<CachedAnswerRecord | null> {
    return this.#answer(() => this.#records.cachedAnswer(owner, hash));
  }

  setting(owner: string, kind: string, id: string): Promise<SettingRecord | null> {
    return this.#answer(() => this.#records.setting(owner, kind, id));
  }

  settings(owner: string, kind: string): Promise<readonly SettingRecord[]> {
    return this.#answer(() => this.#records.settings(owner, kind));
  }

  claimAbandoned(node: string): Promise<readonly TurnRecord[]> {
    return this.#parts.link.request({ kind: 'claim-abandoned', node });
  }

  /** The lock is the lease: it is lost with the process only, and then nobody asks. */
  renewLease(node: string, _leaseMs: number): Promise<void> {
    return this.#answer(() => {
      if (node !== this.#parts.node) {
        throw new Error(`The node ${node} does not hold this database; ${this.#parts.node} does.`);
      }
    });
  }

  async sweep(before: number): Promise<void> {
    let more = true;
    while (more) {
      more = await this.#parts.link.request({ kind: 'sweep', before });
    }
  }

  async stage(conversation: string, messages: readonly StagedMessage[]): Promise<void> {
    const { link, node } = this.#parts;
    for (let at = 0; at < messages.length; at += STAGED_AT_ONCE) {
      const portion = messages.slice(at, at + STAGED_AT_ONCE);
      await link.request({ kind: 'stage', conversation, node, messages: portion });
    }
  }

  unstage(conversation: string): Promise<void> {
    return this.#unstage(conversation);
  }

  async scrub(): Promise<void> {
    await this.#parts.link.request({ kind: 'scrub' });
  }

  async ping(): Promise<void> {
    await this.#parts.link.request({ kind: 'ping', at: this.#parts.clock.now() });
  }

  claim(kinds: readonly string[], node: string, leaseMs: number, limit: number): Promise<readonly JobRecord[]> {
    const now = this.#parts.clock.now();
    return this.#parts.link.request({ kind: 'claim-jobs', kinds, node, now, leaseMs, limit });
  }

  async complete(id: string, node: string): Promise<void> {
    await this.#parts.link.request({ kind: 'complete-job', id, node });
  }

  async retry(id: string, node: string, runAt: number): Promise<void> {
    await this.#parts.link.request({ kind: 'retry-job', id, node, runAt });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #unstage(conversation: string | null): Promise<void> {
    const { link, node } = this.#parts;
    while (await link.request({ kind: 'unstage', conversation, node }));
  }

  async #close(): Promise<void> {
    await this.#committer.idle();
    // The reader goes first, so that the writer's last checkpoint has nobody to wait for.
    this.#parts.database.close();
    try {
      await this.#parts.link.close();
    } finally {
      this.#parts.lock.release();
    }
  }

  /** Runs a question now; its answer is a promise because the port promises no more. */
  async #answer<T>(question: () => T): Promise<T> {
    if (this.#closing !== null) {
      throw closed();
    }
    try {
      return question();
    } catch (error) {
      throw sqliteCode(error) === null ? error : unavailable(failureOf(error));
    }
  }
}

function closed(): StoreUnavailable {
  return new StoreUnavailable('The database is closed.');
}
