import { randomFillSync } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';

const LARGEST_COUNTER = 0xfff;
/** The counter starts in the lower half, so that thousands of ids of one millisecond still fit above it. */
const COUNTER_START_MASK = 0x7ff;
const RANDOM_BYTES = 10;
const POOL_BYTES = RANDOM_BYTES * 128;

/**
 * UUIDs of version 7: 48 bits of milliseconds, a 12-bit counter, 62 random bits. Within one process each sorts after
 * the one before it, also inside a millisecond and while the clock stands still or jumps back. Source: RFC 9562 §6.2.
 */
export class UuidV7 implements Ids {
  readonly #clock: Pick<Clock, 'now'>;
  /** Random bytes are fetched many at a time: one call to the kernel costs more than the whole id. */
  readonly #pool = Buffer.alloc(POOL_BYTES);
  #used = POOL_BYTES;
  #milliseconds = 0;
  #counter = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  next(): string {
    if (this.#used === POOL_BYTES) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const random = this.#used;
    this.#used += RANDOM_BYTES;
    this.#step(this.#pool.readUInt16BE(random) & COUNTER_START_MASK);
    const time = this.#milliseconds.toString(16).padStart(12, '0');
    const counter = this.#counter.toString(16).padStart(3, '0');
    const variant = ((this.#pool.readUInt16BE(random + 2) & 0x3fff) | 0x8000).toString(16);
    const tail = this.#pool.toString('hex', random + 4, random + RANDOM_BYTES);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}-${tail}`;
  }

  #step(counterStart: number): void {
    const now = this.#clock.now();
    if (now > this.#milliseconds) {
      this.#milliseconds = now;
      this.#counter = counterStart;
    } else if (this.#counter < LARGEST_COUNTER) {
      this.#counter += 1;
    } else {
      // The counter is full: borrow the next millisecond rather than wait for it.
      this.#milliseconds += 1;
      this.#counter = counterStart;
    }
  }
}
