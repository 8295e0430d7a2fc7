import { BEFORE_FIRST, encodeAfter, encodeEvent, type Dialect, type Place, type TurnEvent } from '@parlance/wire';
import type { TurnReader } from '../../engine/engine.ts';

/** A write is at most this long unless one frame is longer, characters (= bytes). Source: CONTRACT.md §6.2. */
const MAX_WRITE = 16 * 1024;
/** As `Place.further`: every frame of the event has been sent. */
export const ALL_FRAMES = Number.MAX_SAFE_INTEGER;
/** How far apart the states are kept that a resume may start from, in events. */
const CHECKPOINT_EVERY = 64;

interface Checkpoint<State> {
  /** The state after the event of this number. */
  readonly seq: number;
  readonly state: State;
}

/** Receives what is new to all readers of a turn that are up to date. */
export interface LiveReader {
  deliver(writes: readonly string[], seq: number, frames: number, ended: boolean): void;
}

/**
 * One turn in one wire format, shared by all its readers here: each event is encoded once, however many follow.
 * States along the way are kept, so that a storm of resumes does not fold the log from its start each time.
 */
export class TurnFold<State, Options> {
  readonly reader: TurnReader;
  readonly #dialect: Dialect<State, Options>;
  readonly #first: Checkpoint<State>;
  readonly #checkpoints: Checkpoint<State>[] = [];
  readonly #live = new Set<LiveReader>();
  #tail: Checkpoint<State>;
  #unsubscribe: (() => void) | null = null;

  constructor(reader: TurnReader, dialect: Dialect<State, Options>, options: Options) {
    this.reader = reader;
    this.#dialect = dialect;
    this.#first = { seq: BEFORE_FIRST.seq, state: dialect.start(options) };
    this.#tail = this.#first;
  }

  /** The nearest known state from which the frames after `place` can be folded. */
  nearest(place: Place): Checkpoint<State> {
    // An event of which some frames are missing has to be encoded again.
    const seq = place.further === ALL_FRAMES ? place.seq : Math.max(BEFORE_FIRST.seq, place.seq - 1);
    if (this.#tail.seq <= seq) {
      return this.#tail;
    }
    return this.#checkpoints.findLast((checkpoint) => checkpoint.seq <= seq) ?? this.#first;
  }

  /**
   * Folds `events`, which follow `from` without a gap, into writes of whole frames that `place` does not cover.
   * Also returns the state after the last of them and the number of events that made frames.
   */
  encode(
    from: Checkpoint<State>,
    events: readonly TurnEvent[],
    place: Place,
  ): { readonly writes: readonly string[]; readonly after: Checkpoint<State>; readonly frames: number } {
    const writes: string[] = [];
    let { state } = from;
    let seq = from.seq;
    let pending = '';
    let frames = 0;
    for (const event of events) {
      const step =
        event.seq === place.seq
          ? encodeAfter(this.#dialect, state, event, place.further)
          : encodeEvent(this.#dialect, state, event);
      // By index: taking a pair apart by pattern runs an iterator, for each token.
      state = step[0];
      seq = event.seq;
      const text = seq < place.seq ? '' : step[1];
      if (seq > 0 && seq % CHECKPOINT_EVERY === 0) {
        this.#remember({ seq, state });
      }
      if (text === '') {
        continue;
      }
      frames += 1;
      if (pending.length + text.length > MAX_WRITE && pending !== '') {
        writes.push(pending);
        pending = '';
      }
      pending += text;
    }
    if (pending !== '') {
      writes.push(pending);
    }
    return { writes, after: { seq, state }, frames };
  }

  /** From now on `reader`, which has everything up to `at`, gets what is committed. `at` must be the log's end. */
  join(reader: LiveReader, at: Checkpoint<State>): void {
    this.#live.add(reader);
    if (this.#unsubscribe === null) {
      this.#tail = at;
      this.#unsubscribe = this.reader.subscribe((events) => this.#committed(events));
    }
  }

  leave(reader: LiveReader): void {
    if (this.#live.delete(reader) && this.#live.size === 0) {
      this.#unsubscribe?.();
      this.#unsubscribe = null;
    }
  }

  #committed(events: readonly TurnEvent[]): void {
    const { writes, after, frames } = this.encode(this.#tail, events, BEFORE_FIRST);
    this.#tail = after;
    const ended = this.reader.ended();
    for (const reader of this.#live) {
      reader.deliver(writes, after.seq, frames, ended);
    }
  }

  #remember(checkpoint: Checkpoint<State>): void {
    const last = this.#checkpoints.at(-1);
    if (last === undefined || last.seq < checkpoint.seq) {
      this.#checkpoints.push(checkpoint);
    }
  }
}
