import type { CancelTimer, Clock } from '../../ports/clock.ts';
import type { EventStreamResponse } from './event-stream-response.ts';

/** How often open streams are looked at, milliseconds. One timer for all of them, none while there are none. */
const LOOK_EVERY_MS = 250;
/** A client that takes nothing for so long is cut off, milliseconds. Source: TURN.md 16. */
const STALL_MS = 30_000;
/** How often a stream's rights are checked again, milliseconds; the promise is 60 s. Source: TURN.md 13. */
const AUTHORISE_EVERY_MS = 30_000;

export interface PulsedStream {
  readonly response: EventStreamResponse;
  readonly heartbeat: string;
  readonly heartbeatMs: number;
  /** False as soon as the reader's rights are gone. */
  readonly authorised: () => boolean;
  lastWriteAt: number;
  lastAuthorisedAt: number;
  blockedSince: number | null;
}

/** Keeps idle streams alive, cuts off readers that stall, and ends streams whose reader lost the right to read. */
export class Pulse {
  readonly #clock: Clock;
  readonly #streams = new Set<PulsedStream>();
  #cancel: CancelTimer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(stream: PulsedStream): void {
    this.#streams.add(stream);
    this.#cancel ??= this.#clock.after(LOOK_EVERY_MS, () => this.#look());
  }

  remove(stream: PulsedStream): void {
    this.#streams.delete(stream);
    if (this.#streams.size === 0) {
      this.#cancel?.();
      this.#cancel = null;
    }
  }

  #look(): void {
    const now = this.#clock.now();
    for (const stream of this.#streams) {
      this.#attend(stream, now);
    }
    this.#cancel = this.#streams.size > 0 ? this.#clock.after(LOOK_EVERY_MS, () => this.#look()) : null;
  }

  #attend(stream: PulsedStream, now: number): void {
    if (now - stream.lastAuthorisedAt >= AUTHORISE_EVERY_MS) {
      stream.lastAuthorisedAt = now;
      if (!stream.authorised()) {
        stream.response.destroy();
        return;
      }
    }
    if (stream.response.blocked) {
      stream.blockedSince ??= now;
      if (now - stream.blockedSince >= STALL_MS) {
        stream.response.destroy();
      }
      return;
    }
    stream.blockedSince = null;
    if (stream.response.takeActivity()) {
      stream.lastWriteAt = now;
    } else if (now - stream.lastWriteAt >= stream.heartbeatMs) {
      stream.lastWriteAt = now;
      stream.response.write(stream.heartbeat);
    }
  }
}
