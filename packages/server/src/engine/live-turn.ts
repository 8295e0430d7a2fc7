import { isTerminal, type TerminalEvent, type TurnEvent } from '@parlance/wire';
import type { TurnRecord } from '../ports/records.ts';

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
  readonly record: TurnRecord;
  readonly #abort = new AbortController();
  #stopReason: StopReason | null = null;
  readonly #listeners = new Set<CommittedListener>();
  #committedSeq: number;
  #terminal: (TurnEvent & TerminalEvent) | null = null;

  constructor(record: TurnRecord, committedSeq: number) {
    this.record = record;
    this.#committedSeq = committedSeq;
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
