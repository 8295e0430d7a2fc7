import {
  BEFORE_FIRST,
  encodeAfter,
  encodeEvent,
  isTerminal,
  type Dialect,
  type Place,
  type TurnEvent,
} from '@parlance/wire';
import type { TurnReader } from '../../engine/engine.ts';
import type { Waiting, WritePace } from './write-pace.ts';

/** A write is at most this long unless one frame is longer, characters (= bytes). Source: CONTRACT.md §6.2. */
const MAX_WRITE = 16 * 1024;
/** Longer writes, which only one long frame makes, are sent in pieces as the client takes them, characters. */
export const LONG_WRITE = 64 * 1024;
/** As `Place.further`: every frame of the event has been sent. */
export const ALL_FRAMES = Number.MAX_SAFE_INTEGER;
/** So many events wait for their readers at most, so that in a flood writes follow commits. */
const MOST_HELD = 64;
/** How far apart the states are kept that a resume may start from, in events. */
const CHECKPOINT_EVERY = 64;

export interface Checkpoint<State> {
  /** The state after the event of this number. */
  readonly seq: number;
  readonly state: State;
  /** The event was the turn's terminal: nothing follows. */
  readonly over: boolean;
}

/** Whole frames that belong into one write. */
export interface Write<State> {
  readonly text: string;
  /** Events that made frames. */
  readonly frames: number;
  /** Where a reader stands that has received it. */
  readonly after: Checkpoint<State>;
}

/** Events as they go to a connection. */
export interface Encoded<State> {
  readonly writes: readonly Write<State>[];
  /** Where a reader stands that has received all of them; further than the last write where events make no frame. */
  readonly after: Checkpoint<State>;
}

/** Receives what is new to all readers of a turn that are up to date. */
export interface LiveReader<State> {
  deliver(encoded: Encoded<State>): void;
}

/**
 * One turn in one wire format, shared by all its readers here: each event is encoded once, however many follow.
 * States along the way are kept, so that a storm of resumes does not fold the log from its start each time.
 */
export class TurnFold<State, Options> implements Waiting {
  readonly reader: TurnReader;
  readonly #dialect: Dialect<State, Options>;
  readonly #first: Checkpoint<State>;
  readonly #checkpoints: Checkpoint<State>[] = [];
  readonly #live = new Set<LiveReader<State>>();
  readonly #pace: WritePace;
  #tail: Checkpoint<State>;
  #unsubscribe: (() => void) | null = null;
  /** What live readers get with the next write; it follows `#tail`. */
  #held: TurnEvent[] = [];
  writtenAt = Number.NEGATIVE_INFINITY;
  /** The newest long write, for as long as a reader is at it: slow readers of a long answer share its last frame. */
  #long: WeakRef<Write<State>> | null = null;

  constructor(reader: TurnReader, dialect: Dialect<State, Options>, options: Options, pace: WritePace) {
    this.reader = reader;
    this.#dialect = dialect;
    this.#pace = pace;
    this.#first = { seq: BEFORE_FIRST.seq, state: dialect.start(options), over: false };
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

  /** Folds `events`, which follow `from` without a gap, into writes of whole frames that `place` does not cover. */
  encode(from: Checkpoint<State>, events: readonly TurnEvent[], place: Place): Encoded<State> {
    const writes: Write<State>[] = [];
    let { state, seq } = from;
    let pending = '';
    let frames = 0;
    for (const event of events) {
      const step =
        event.seq === place.seq
          ? encodeAfter(this.#dialect, state, event, place.further)
          : encodeEvent(this.#dialect, state, event);
      const text = event.seq < place.seq ? '' : step[1];
      if (pending.length + text.length > MAX_WRITE && pending !== '') {
        writes.push({ text: pending, frames, after: { seq, state, over: false } });
        pending = '';
        frames = 0;
      }
      // By index: taking a pair apart by pattern runs an iterator, for each token.
      state = step[0];
      seq = event.seq;
      if (seq > 0 && seq % CHECKPOINT_EVERY === 0) {
        this.#remember({ seq, state, over: false });
      }
      if (text !== '') {
        frames += 1;
        pending += text;
      }
    }
    const last = events.at(-1);
    const after = last === undefined ? from : { seq, state, over: isTerminal(last) };
    if (pending !== '') {
      const write = { text: pending, frames, after };
      writes.push(pending.length > LONG_WRITE ? this.#shared(write) : write);
    }
    return { writes, after };
  }

  /** From now on `reader`, which has everything up to `at`, gets what is committed. `at` must be the log's end. */
  join(reader: LiveReader<State>, at: Checkpoint<State>): void {
    // The one that joins has read from the log already what the others still wait for.
    this.writeNow();
    this.#live.add(reader);
    if (this.#unsubscribe === null) {
      this.#tail = at;
      this.#pace.begin();
      this.#unsubscribe = this.reader.subscribe((events) => this.#committed(events));
    }
  }

  leave(reader: LiveReader<State>): void {
    if (this.#live.delete(reader) && this.#live.size === 0) {
      this.#unsubscribe?.();
      this.#unsubscribe = null;
      this.#held = [];
      this.#pace.end(this);
    }
  }

  /** Writes what waits, if anything. */
  writeNow(): void {
    if (this.#held.length > 0) {
      this.#write([]);
    }
  }

  #committed(events: readonly TurnEvent[]): void {
    if (this.#mayWait(events) && this.#pace.holds(this)) {
      this.#held.push(...events);
    } else {
      this.#write(events);
    }
  }

  /** Only more of the text: its first piece, its end and all that is not text is what somebody waits for. */
  #mayWait(events: readonly TurnEvent[]): boolean {
    return (
      events.length > 0 &&
      this.#held.length + events.length <= MOST_HELD &&
      events.every(({ type }) => type === 'part.delta')
    );
  }

  #write(more: readonly TurnEvent[]): void {
    const events = this.#held.length === 0 ? more : [...this.#held, ...more];
    this.#held = [];
    this.writtenAt = this.#pace.now();
    this.#pace.written(this);
    const encoded = this.encode(this.#tail, events, BEFORE_FIRST);
    this.#tail = encoded.after;
    for (const reader of this.#live) {
      reader.deliver(encoded);
    }
  }

  #shared(write: Write<State>): Write<State> {
    const known = this.#long?.deref();
    if (known?.after.seq === write.after.seq && known.text === write.text) {
      return known;
    }
    this.#long = new WeakRef(write);
    return write;
  }

  #remember(checkpoint: Checkpoint<State>): void {
    const last = this.#checkpoints.at(-1);
    if (last === undefined || last.seq < checkpoint.seq) {
      this.#checkpoints.push(checkpoint);
    }
  }
}
