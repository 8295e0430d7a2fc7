import type { Clock } from '../../ports/clock.ts';
import { plainError } from '../failure.ts';
import type { MemoryReading } from './memory.ts';

const SAMPLE_MS = 250;
/**
 * A burst fills the memory between two samples: after so many questions it is looked at again, though not within so
 * few milliseconds. A look costs some 50 µs on a server that is not busy, so not each request takes one.
 */
const BURST = 16;
const FRESH_MS = 10;
/** Shares of the memory from which new turns, and then all that may open a stream, are refused. */
const FULL = 0.85;
const CRITICAL = 0.93;
/** Turns and streams that are let in whatever the memory: they need little, and without work nothing is collected. */
const ALWAYS = 8;
/** Measured: a streamed answer, that is one turn and one stream, takes 38 to 46 KB. */
const BYTES_OF_ONE = 24 * 1_024;
/** The loop comes this much too late, in so many samples one after the other: no single pause counts. */
const LATE_MS = 400;
const LATE_SAMPLES = 3;

/** Why new turns are refused. */
export type OverloadReason = 'memory' | 'event-loop';

export interface OverloadOptions {
  readonly clock: Pick<Clock, 'elapsed' | 'after'>;
  readonly readMemory: () => MemoryReading;
  /** Turns and streams under way, together. */
  readonly load: () => number;
  /** Told when it begins and when it ends (null). */
  readonly onChange?: (reason: OverloadReason | null) => void;
}

/**
 * Refuses work before memory runs out or the event loop drowns. Memory is looked at four times a second and within
 * a burst of requests; the load is also taken at its known price, so that a burst is refused before it has taken anything.
 *
 * A process seldom gives memory back to the machine, but uses it again. So once it was too full, turns are let in
 * again as soon as half of the load is gone, up to the critical share. Source: FAULTS.md F18.
 */
export class Overload {
  readonly #options: OverloadOptions;
  /** What the process takes without any load, bytes. */
  readonly #baseBytes: number;
  #memory: MemoryReading;
  #readAt: number;
  /** Questions since then. */
  #asked = 0;
  #lateSamples = 0;
  #lateMs = 0;
  /** The load with which memory was full last; null while there is room. */
  #fullAtLoad: number | null = null;
  #reported: OverloadReason | null = null;
  #cancelTimer: () => void = () => undefined;

  constructor(options: OverloadOptions) {
    this.#options = options;
    this.#memory = options.readMemory();
    this.#readAt = options.clock.elapsed();
    this.#baseBytes = this.#memory.used;
    this.#sampleLater();
  }

  stop(): void {
    this.#cancelTimer();
  }

  /** Null while new turns are taken. */
  reason(): OverloadReason | null {
    if (this.#lateSamples >= LATE_SAMPLES) return 'event-loop';
    return this.#isFull() ? 'memory' : null;
  }

  /** Throws `overloaded` where no new turn may begin. */
  admitTurn(): void {
    this.#lookAgain();
    if (this.reason() !== null) throw plainError('overloaded');
  }

  /** Throws `overloaded` where nothing may be read any more that could take memory. */
  admitRequest(): void {
    this.#lookAgain();
    if (this.#share() >= CRITICAL && this.#options.load() >= ALWAYS) throw plainError('overloaded');
  }

  /** Used share of the memory, 0 to 1 and more. */
  memoryShare(): number {
    return this.#share();
  }

  /** How late the event loop came to the last sample, milliseconds. */
  lateMs(): number {
    return this.#lateMs;
  }

  #isFull(): boolean {
    const load = this.#options.load();
    if (load < ALWAYS) return false;
    if (this.#baseBytes + load * BYTES_OF_ONE >= FULL * this.#memory.limit) return true;
    if (this.#fullAtLoad === null) return false;
    return load > this.#fullAtLoad / 2 || this.#share() >= CRITICAL;
  }

  #share(): number {
    const { used, limit, heapUsed, heapLimit } = this.#memory;
    return Math.max(used / limit, heapUsed / heapLimit);
  }

  #sampleLater(): void {
    const { clock } = this.#options;
    const dueAt = clock.elapsed() + SAMPLE_MS;
    this.#cancelTimer = clock.after(SAMPLE_MS, () => {
      this.#sample(clock.elapsed() - dueAt);
      this.#sampleLater();
    });
  }

  #sample(lateMs: number): void {
    this.#lateMs = lateMs;
    this.#lateSamples = lateMs >= LATE_MS ? this.#lateSamples + 1 : 0;
    this.#read();
    const reason = this.reason();
    if (reason !== this.#reported) this.#options.onChange?.(reason);
    this.#reported = reason;
  }

  #lookAgain(): void {
    this.#asked += 1;
    if (this.#asked >= BURST && this.#options.clock.elapsed() - this.#readAt >= FRESH_MS) this.#read();
  }

  #read(): void {
    this.#memory = this.#options.readMemory();
    this.#readAt = this.#options.clock.elapsed();
    this.#asked = 0;
    if (this.#share() < FULL) this.#fullAtLoad = null;
    else this.#fullAtLoad ??= this.#options.load();
  }
}
