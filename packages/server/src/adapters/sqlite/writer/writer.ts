import type { DatabaseSync } from 'node:sqlite';
import type { CommitRequest, WriterReplies, WriterRequest } from '../protocol.ts';
import { readOpenLogs } from '../rebuild.ts';
import { integer } from '../rows.ts';
import { Statements } from '../statements.ts';
import { applyCommit, SavepointsNeeded } from './commit.ts';
import { Fence } from './fence.ts';
import { stage, unstage } from './write-staged.ts';
import { claimAbandoned, claimJobs, completeJob, ping, retryJob, sweep } from './operations.ts';

type Reply = WriterReplies[keyof WriterReplies];

/** The only writer of a database: each request is one transaction. */
export class Writer {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #fence: Fence;
  /** Erased bytes still stand in the write-ahead log until a checkpoint empties it. */
  #truncationOwed = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = new Statements(database);
    this.#fence = new Fence(readOpenLogs(this.#sql));
  }

  serve(request: WriterRequest): Reply {
    if (request.kind === 'close') {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      this.#database.close();
      return null;
    }
    if (request.kind === 'stage') return this.#stage(request);
    if (request.kind === 'scrub') return this.#scrub();
    const reply = request.kind === 'commit' ? this.#commit(request) : this.#transaction(() => this.#apply(request));
    if (request.kind === 'commit' && request.erase) {
      this.#truncationOwed = true;
    }
    if (this.#truncationOwed) {
      this.#truncate();
    }
    return reply;
  }

  /**
   * Zeroing what is deleted is not enough: rows that SQLite moved between pages leave copies in the gaps of those pages.
   * Only writing the whole database anew leaves them behind.
   */
  #scrub(): Reply {
    this.#sql.run('VACUUM');
    this.#truncationOwed = true;
    this.#truncate();
    return null;
  }

  #commit(request: CommitRequest): Reply {
    try {
      return this.#transaction(() => applyCommit(this.#sql, this.#fence, request, false));
    } catch (error) {
      if (error instanceof SavepointsNeeded) {
        return this.#transaction(() => applyCommit(this.#sql, this.#fence, request, true));
      }
      throw error;
    }
  }

  /** Does not wait for the disk: the commit that publishes what is staged brings it there with itself. */
  #stage(request: Extract<WriterRequest, { readonly kind: 'stage' }>): Reply {
    this.#sql.run('PRAGMA synchronous = NORMAL');
    try {
      return this.#transaction(() => stage(this.#sql, request));
    } finally {
      this.#sql.run('PRAGMA synchronous = FULL');
    }
  }

  #apply(request: Exclude<WriterRequest, { readonly kind: 'commit' | 'close' | 'stage' | 'scrub' }>): Reply {
    switch (request.kind) {
      case 'claim-abandoned':
        return claimAbandoned(this.#sql, this.#fence, request.node);
      case 'sweep':
        return sweep(this.#sql, request.before);
      case 'unstage':
        return unstage(this.#sql, request);
      case 'ping':
        return ping(this.#sql, request.at);
      case 'claim-jobs':
        return claimJobs(this.#sql, request);
      case 'complete-job':
        return completeJob(this.#sql, request);
      case 'retry-job':
        return retryJob(this.#sql, request);
    }
  }

  #transaction<T>(work: () => T): T {
    this.#sql.run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#sql.run('COMMIT');
      this.#fence.keep();
      return result;
    } catch (error) {
      this.#fence.revertTo(0);
      // SQLite ends the transaction by itself after some faults, such as a full disk.
      if (this.#database.isTransaction) {
        this.#sql.run('ROLLBACK');
      }
      throw error;
    }
  }

  /** A reader can hold the log open for a moment; the next request then tries again. */
  #truncate(): void {
    const result = this.#sql.get('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#truncationOwed = result !== null && integer(result, 'busy') !== 0;
  }
}
