import type { Clock } from '../ports/clock.ts';
import type { CommitOutcome, CommitUnit, Store } from '../ports/store.ts';
import { StoreUnavailable } from '../ports/store.ts';
import { TimeSlice } from './time-slice.ts';

/** Something that gathers writes until the next group takes them. */
export interface CommitSource {
  /** How much waits, in the units of `LARGEST_GROUP`. */
  readonly size: number;
  /** The unit to commit now; null where nothing waits. Called again only after `settled`. */
  take(): CommitUnit | null;
  settled(outcome: CommitOutcome): void;
}

export interface GroupCommitOptions {
  readonly store: Pick<Store, 'commit'>;
  readonly clock: Clock;
  /** Upper bound on the pause between two commits under load, milliseconds; default 23. Source: DESIGN.md §2. */
  readonly rhythmMs?: number;
  /** Told when the store stops (`true`) and when it commits again (`false`). */
  readonly onUnavailable?: (unavailable: boolean, error: unknown) => void;
  /** Told of every commit: its duration in milliseconds and its number of units. */
  readonly onCommit?: (durationMs: number, units: number) => void;
}

/**
 * What the group commit may add to an event's delay, milliseconds. What comes just after a commit was sent waits for that
 * one, for the pause, and for the next commit. Source: TURN.md 9.
 */
const DELAY_BUDGET_MS = 25;
const SHORTEST_PAUSE_MS = 5;
/**
 * On a busy server what is urgent waits until so long after the commit before, milliseconds, so that several new turns
 * share a commit: half of the commits of 50 paced streams would be for single turns that begin. A quiet server, with so
 * few units in a commit, lets nothing wait.
 */
const URGENT_GAP_MS = 3;
const QUIET_UNITS = 4;
/**
 * Sources are added to a group until it holds so much, in characters; the others come first in the next, which follows
 * at once. In a flood a commit of everything would hold the loop for hundreds of milliseconds. About 4,500 tokens: their
 * encoding takes some 2 ms, beside which the commit's fixed price does not count.
 */
const LARGEST_GROUP = 96 * 1024;
/** How long readers are told of a commit, and acceptances answered, before other input has its turn, milliseconds. */
const SLICE_MS = 2;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1_000;

/** The unit was not given to the store: it is certain that nothing of it was applied. */
export class NotCommitted extends StoreUnavailable {}

interface Urgent {
  readonly unit: CommitUnit;
  readonly resolve: (outcome: CommitOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The one writer: units of all live turns are committed together. What is urgent, or comes after a quiet moment,
 * commits at once; under load commits keep a rhythm, because a commit costs the same for one token as for fifty.
 * While the store is down, single units are refused and the sources' units are repeated until it is back; where there
 * are none, one single unit at a time is let through to find out.
 */
export class GroupCommit {
  readonly #options: Required<Pick<GroupCommitOptions, 'rhythmMs'>> & GroupCommitOptions;
  readonly #dirty = new Set<CommitSource>();
  #urgent: Urgent[] = [];
  /** `rhythm` and `gap` wait for a timer; `soon` only for the input that is there. */
  #scheduled: 'no' | 'rhythm' | 'gap' | 'soon' = 'no';
  #generation = 0;
  #inFlight = false;
  #lastCommitAt = Number.NEGATIVE_INFINITY;
  /** Moving average of a commit's duration, milliseconds. */
  #commitMs = 1;
  /** How many units the last commit held: the measure of the load. */
  #lastUnits = 0;
  #failures = 0;
  /** What the last failure was. */
  #failure: StoreUnavailable['kind'] = 'down';
  /** Something urgent was enqueued while a commit was under way. */
  #dirtyUrgent = false;
  /** What a failed commit held: it is repeated unchanged, because it may have been applied. */
  #owed: Group | null = null;
  /** The store failed more than once and gets a moment in which single units are not given to it. */
  #resting = false;

  constructor(options: GroupCommitOptions) {
    this.#options = { rhythmMs: 23, ...options };
  }

  /** What the last commit failed of; null where it succeeded. */
  get failure(): StoreUnavailable['kind'] | null {
    return this.#failures > 0 ? this.#failure : null;
  }

  /**
   * Commits one unit with the next group, at once. Rejects with `NotCommitted` while the store is known to be down, and
   * with another `StoreUnavailable` where the unit may have been applied.
   */
  commit(unit: CommitUnit): Promise<CommitOutcome> {
    if (this.#owed !== null || this.#resting) {
      return Promise.reject(this.#notCommitted());
    }
    return new Promise((resolve, reject) => {
      this.#urgent.push({ unit, resolve, reject });
      this.#schedule(true);
    });
  }

  /** Says that `source` has something to commit: in the rhythm, or at once where `urgent`. */
  enqueue(source: CommitSource, urgent: boolean): void {
    this.#dirty.add(source);
    this.#dirtyUrgent ||= urgent && this.#inFlight;
    this.#schedule(urgent);
  }

  #schedule(urgent: boolean): void {
    if (this.#inFlight || this.#owed !== null || this.#scheduled === 'soon' || this.#scheduled === 'gap') {
      return;
    }
    const pause = this.#pause(urgent);
    if (this.#scheduled === 'no' || urgent || pause <= 0) {
      this.#flushAfter(pause, urgent ? 'gap' : 'rhythm');
    }
  }

  #flushAfter(pause: number, scheduled: 'rhythm' | 'gap'): void {
    this.#generation += 1;
    const generation = this.#generation;
    const run = (): void => {
      // A later decision to flush sooner makes this timer void.
      if (generation === this.#generation) {
        void this.#flush();
      }
    };
    if (pause <= 0) {
      this.#scheduled = 'soon';
      this.#options.clock.soon(run);
    } else {
      this.#scheduled = scheduled;
      this.#options.clock.after(pause, run);
    }
  }

  /** Milliseconds until the next commit may begin. */
  #pause(urgent: boolean): number {
    const longest = Math.max(SHORTEST_PAUSE_MS, DELAY_BUDGET_MS - 2 * this.#commitMs);
    const rhythm = Math.min(this.#options.rhythmMs, longest);
    const gap = urgent ? this.#urgentGap() : rhythm;
    return this.#lastCommitAt + gap - this.#options.clock.elapsed();
  }

  #urgentGap(): number {
    return this.#lastUnits > QUIET_UNITS ? URGENT_GAP_MS : 0;
  }

  async #flush(): Promise<void> {
    this.#scheduled = 'no';
    this.#generation += 1;
    const urgent = this.#urgent;
    this.#urgent = [];
    const group = this.#owed ?? this.#gather();
    const units = group.units.concat(urgent.map((entry) => entry.unit));
    if (units.length === 0) {
      return;
    }
    this.#inFlight = true;
    const startedAt = this.#options.clock.elapsed();
    let outcomes: readonly CommitOutcome[];
    try {
      outcomes = await this.#options.store.commit(units);
    } catch (error) {
      this.#inFlight = false;
      this.#failed(error, group, urgent);
      return;
    }
    this.#succeeded(startedAt, units.length);
    await this.#tell(group, urgent, outcomes);
    this.#inFlight = false;
    if (this.#urgent.length > 0 || this.#dirty.size > 0) {
      this.#schedule(this.#urgent.length > 0 || this.#dirtyUrgent);
    }
    this.#dirtyUrgent = false;
  }

  /** In slices of time; nothing is committed meanwhile, so each source learns of its commits in their order. */
  async #tell({ sources }: Group, urgent: readonly Urgent[], outcomes: readonly CommitOutcome[]): Promise<void> {
    const slice = new TimeSlice(this.#options.clock, SLICE_MS);
    for (const [index, source] of sources.entries()) {
      if (slice.over) {
        await slice.next();
      }
      source.settled(outcomeAt(outcomes, index));
    }
    for (const [index, entry] of urgent.entries()) {
      if (slice.over) {
        await slice.next();
      }
      entry.resolve(outcomeAt(outcomes, sources.length + index));
      // What the answer sets going runs in microtasks, and counts: a turn begins with it.
      await Promise.resolve();
    }
  }

  #retryMs(): number {
    return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
  }

  #notCommitted(): NotCommitted {
    return new NotCommitted('The store does not commit at the moment.', { kind: this.#failure });
  }

  /** Those that have waited longest come first. What is left over does not wait for the rhythm. */
  #gather(): Group {
    const units: CommitUnit[] = [];
    const sources: CommitSource[] = [];
    let size = 0;
    for (const source of this.#dirty) {
      if (size >= LARGEST_GROUP) {
        this.#dirtyUrgent = true;
        break;
      }
      this.#dirty.delete(source);
      size += source.size;
      const unit = source.take();
      if (unit !== null) {
        units.push(unit);
        sources.push(source);
      }
    }
    return { units, sources };
  }

  #succeeded(startedAt: number, units: number): void {
    const now = this.#options.clock.elapsed();
    const duration = now - startedAt;
    this.#lastCommitAt = now;
    this.#commitMs += (duration - this.#commitMs) / 8;
    this.#lastUnits = units;
    this.#owed = null;
    this.#options.onCommit?.(duration, units);
    if (this.#failures > 0) {
      this.#failures = 0;
      this.#options.onUnavailable?.(false, null);
    }
  }

  #failed(error: unknown, group: Group, urgent: readonly Urgent[]): void {
    this.#failures += 1;
    if (this.#failures === 1) {
      this.#options.onUnavailable?.(true, error);
    }
    this.#failure = error instanceof StoreUnavailable ? error.kind : 'down';
    for (const entry of urgent) {
      entry.reject(error);
    }
    for (const entry of this.#urgent.splice(0)) {
      entry.reject(this.#notCommitted());
    }
    if (group.units.length > 0) {
      this.#owed = group;
      this.#flushAfter(this.#retryMs(), 'rhythm');
      return;
    }
    if (this.#failures > 1) {
      this.#resting = true;
      this.#options.clock.after(this.#retryMs(), () => {
        this.#resting = false;
      });
    }
    if (this.#dirty.size > 0) {
      this.#schedule(true);
    }
  }
}

interface Group {
  readonly units: CommitUnit[];
  readonly sources: CommitSource[];
}

function outcomeAt(outcomes: readonly CommitOutcome[], index: number): CommitOutcome {
  const outcome = outcomes[index];
  if (outcome === undefined) {
    throw new Error('The store answered with fewer outcomes than it was given units.');
  }
  return outcome;
}
