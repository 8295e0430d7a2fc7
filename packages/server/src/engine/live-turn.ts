import { isTerminal, type TerminalEvent, type TurnEvent } from '@parlance/wire';
import type { MessageRecord, TurnRecord, UpstreamCall } from '../ports/records.ts';

export type CommittedListener = (events: readonly TurnEvent[]) => void;

/** Why a run was stopped before the model was done. */
export type StopReason =
  | { readonly kind: 'cancel'; readonly by: string }
  /** The time limit. */
  | { readonly kind: 'timeout' }
  /** A capability ended the answer; what was said stays. */
  | { readonly kind: 'limit' }
  /** The turn belongs to another node now, or will: this one writes no terminal. */
  | { readonly kind: 'fenced' | 'handover' };

/** A turn that this node owns, from its acceptance to its terminal. */
export class LiveTurn {
  /** The branch that the turn answers, where acceptance knows all of it: in a new conversation. Null: it has to be read. */
  readonly branch: readonly MessageRecord[] | null;
  /** As `TurnRecord.attempts`, kept up to date. */
  attempts: number;
  /** As `TurnRecord.calls`, kept up to date. */
  calls: readonly UpstreamCall[];
  /** True until the turns before it in its conversation have ended. */
  isWaiting = false;
  readonly #abort = new AbortController();
  #stopReason: StopReason | null = null;
  readonly #listeners = new Set<CommittedListener>();
  #committedSeq: number;
  #terminal: (TurnEvent & TerminalEvent) | null = null;
  #released = false;
  #record: TurnRecord;

  constructor(record: TurnRecord, committedSeq: number, branch: readonly MessageRecord[] | null = null) {
    this.#record = record;
    this.branch = branch;
    this.attempts = record.attempts;
    this.calls = record.calls;
    this.#committedSeq = committedSeq;
  }

  /** As it was accepted or taken over. */
  get record(): TurnRecord {
    return this.#record;
  }

  /** Takes note of what the store holds for the turn, before it runs. */
  hold(reserved: number | null): void {
    this.#record = { ...this.#record, reserved };
  }

  /** The turn as it is now. */
  snapshot(): TurnRecord {
    const { record, attempts, calls, isWaiting } = this;
    return { ...record, attempts, calls, status: isWaiting ? 'queued' : 'running' };
  }

  /** Aborts when the run must end early. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get stopReason(): StopReason | null {
    return this.#stopReason;
  }

  /** Ends the run early; the first reason counts. */
  stop(reason: StopReason): void {
    if (this.#stopReason === null) {
      this.#stopReason = reason;
      this.#abort.abort();
    }
  }

  get committedSeq(): number {
    return this.#committedSeq;
  }

  get terminal(): (TurnEvent & TerminalEvent) | null {
    return this.#terminal;
  }

  /** True once nothing more will be published here: the terminal is committed, or the turn was given up. */
  get over(): boolean {
    return this.#terminal !== null || this.#released;
  }

  /**
   * This node has nothing more to do with the turn. Whoever follows it is called with no events, so that nobody waits
   * here for a terminal that another process writes.
   */
  release(): void {
    if (!this.over) {
      this.#released = true;
      for (const listener of this.#listeners) {
        listener([]);
      }
    }
  }

  /** Tells every follower what has been committed. */
  publish(events: readonly TurnEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) {
      return;
    }
    this.#committedSeq = last.seq;
    if (isTerminal(last)) {
      this.#terminal = last;
    }
    for (const listener of this.#listeners) {
      listener(events);
    }
  }

  subscribe(listener: CommittedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
