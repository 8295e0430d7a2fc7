import { isTerminal, type TerminalEvent, type TurnEvent, type TurnEventBody } from '@parlance/wire';
import type { Clock } from '../ports/clock.ts';
import type { CommitOutcome, CommitUnit, Write } from '../ports/store.ts';
import type { CommitSource, GroupCommit } from './group-commit.ts';

export interface TurnWriterOptions {
  readonly turn: string;
  readonly epoch: number;
  /** The number that the next event gets. */
  readonly nextSeq: number;
  readonly clock: Clock;
  readonly group: GroupCommit;
  /** Called with every run of events that has been committed, in order. */
  readonly onCommitted: (events: readonly TurnEvent[]) => void;
  /** Called once, when another node has taken the turn or it has ended elsewhere: nothing more may be written. */
  readonly onFenced: () => void;
}

/** Above this many characters waiting to be committed the model is asked to pause. Source: TURN.md 31. */
const HIGH_WATER_CHARACTERS = 64 * 1024;
/** What an event costs beside its text, as characters: many short ones take time, few long ones memory. */
const EVENT_CHARACTERS = 16;

/**
 * Numbers a turn's events and hands them to the group commit. No promise and no store call per event: pushing is an
 * array append. Events become visible to readers only through `onCommitted`.
 */
export class TurnWriter implements CommitSource {
  readonly #options: TurnWriterOptions;
  #nextSeq: number;
  #pending: TurnEvent[] = [];
  #pendingCharacters = 0;
  #inFlight: readonly TurnEvent[] = [];
  #finalWrites: readonly Write[] | null = null;
  #finalEvents = 0;
  #finished: ((outcome: CommitOutcome) => void) | null = null;
  #drained: (() => void)[] = [];
  #closed = false;

  constructor(options: TurnWriterOptions) {
    this.#options = options;
    this.#nextSeq = options.nextSeq;
  }

  /** True when nothing more can be written: the terminal is on its way, or the turn was fenced. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Characters that wait to be committed, with what their events cost. */
  get size(): number {
    return this.#pendingCharacters;
  }

  /** True while events wait to be committed. */
  get isBehind(): boolean {
    return this.#pending.length > 0 || this.#inFlight.length > 0;
  }

  /** Appends one event; `urgent` commits it at once. Returns false when the caller should pause until `ready()`. */
  push(body: TurnEventBody, urgent = false): boolean {
    if (this.#closed) {
      return true;
    }
    this.#append(body);
    this.#options.group.enqueue(this, urgent);
    return this.#pendingCharacters < HIGH_WATER_CHARACTERS;
  }

  /** Resolves when what is waiting has been committed, so that more may be pushed. */
  ready(): Promise<void> {
    if (this.#closed || this.#pendingCharacters < HIGH_WATER_CHARACTERS) {
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /**
   * Appends the events, the last of which is the terminal, and commits them with everything that is still pending
   * and with `writes`, in one unit. Resolves with the store's answer; where one of `writes` was refused the turn is as
   * open as before, and `end` may be called again.
   */
  end(events: readonly [...TurnEventBody[], TerminalEvent], writes: readonly Write[]): Promise<CommitOutcome> {
    if (this.#closed) {
      return Promise.resolve({ committed: false, reason: 'fenced', write: 0 });
    }
    for (const body of events) {
      this.#append(body);
    }
    this.#closed = true;
    this.#finalEvents = events.length;
    this.#finalWrites = writes;
    this.#options.group.enqueue(this, false);
    return new Promise((resolve) => {
      this.#finished = resolve;
    });
  }

  take(): CommitUnit | null {
    if (this.#pending.length === 0) {
      return null;
    }
    const first = this.#pending[0];
    const append: Write = {
      kind: 'turn.append',
      turn: this.#options.turn,
      epoch: this.#options.epoch,
      firstSeq: first === undefined ? this.#nextSeq : first.seq,
      events: this.#pending,
    };
    this.#inFlight = this.#pending;
    this.#pending = [];
    this.#pendingCharacters = 0;
    return { writes: this.#finalWrites === null ? [append] : [append, ...this.#finalWrites] };
  }

  settled(outcome: CommitOutcome): void {
    const events = this.#inFlight;
    this.#inFlight = [];
    const final = this.#finalWrites !== null && events.some(isTerminal);
    const stored = outcome.committed || this.#wasStored(outcome);
    if (stored) {
      this.#options.onCommitted(events);
    } else if (isFenced(outcome)) {
      // Fail closed: without the lease not one more event may be shown.
      this.#closed = true;
      this.#pending = [];
      this.#options.onFenced();
    } else if (final) {
      this.#reopen(events);
    }
    if (this.#drained.length > 0) {
      this.#drained.splice(0).forEach((resume) => resume());
    }
    if (final || !outcome.committed) {
      this.#finished?.(stored ? { committed: true } : outcome);
    }
  }

  /**
   * True where an earlier try of the end was applied and its answer was lost: nothing else has the answer's id, and a
   * unit is applied wholly or not at all.
   */
  #wasStored(outcome: CommitOutcome): boolean {
    // The append comes before the final writes.
    const refused = outcome.committed ? undefined : this.#finalWrites?.[outcome.write - 1];
    return refused?.kind === 'message.create' && !outcome.committed && outcome.reason === 'exists';
  }

  /** The end was refused for one of its writes: what was said before it still waits to be committed. */
  #reopen(events: readonly TurnEvent[]): void {
    this.#pending = events.slice(0, events.length - this.#finalEvents);
    this.#nextSeq -= this.#finalEvents;
    this.#finalWrites = null;
    this.#closed = false;
  }

  #append(body: TurnEventBody): void {
    const { turn, clock } = this.#options;
    this.#pendingCharacters += EVENT_CHARACTERS + (body.type === 'part.delta' ? body.text.length : 0);
    // The literal keeps one shape for the event that comes a thousand times a turn; a spread is slower.
    this.#pending.push(
      body.type === 'part.delta'
        ? { turn, seq: this.#nextSeq, at: clock.now(), type: 'part.delta', part: body.part, text: body.text }
        : { turn, seq: this.#nextSeq, at: clock.now(), ...body },
    );
    this.#nextSeq += 1;
  }
}

/**
 * The append is the first write of each unit: only its refusal says that the turn belongs to somebody else, has ended
 * or is gone.
 */
export function isFenced(outcome: CommitOutcome): boolean {
  return !outcome.committed && outcome.write === 0;
}
