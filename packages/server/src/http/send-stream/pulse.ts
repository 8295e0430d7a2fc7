import type { CancelTimer, Clock } from '../../ports/clock.ts';
import type { EventStreamResponse } from './event-stream-response.ts';
import { Silence } from './silence.ts';

/** How often open streams are looked at, milliseconds. One timer for all of them, none while there are none. */
const LOOK_EVERY_MS = 250;
/** How often a stream's rights are checked again, milliseconds; the promise is 60 s. Source: TURN.md 13. */
const AUTHORISE_EVERY_MS = 30_000;

/**
 * A write is noticed up to one look after it happened, and the next look comes one look later: so much earlier a
 * heartbeat has to go for none to come late.
 */
function idleFor(heartbeatMs: number): number {
  return Math.max(heartbeatMs / 2, heartbeatMs - 2 * LOOK_EVERY_MS);
}

export interface PulsedStream {
  readonly response: EventStreamResponse;
  readonly heartbeat: string;
  readonly heartbeatMs: number;
  /** False, or a rejection, as soon as the reader's rights are gone. */
  readonly authorised: () => Promise<boolean>;
  lastWriteAt: number;
  lastAuthorisedAt: number;
  blockedSince: number | null;
}

/**
 * Keeps idle streams alive, cuts off readers that stall or that are not there any more, and ends streams whose reader
 * lost the right to read. Source: TURN.md 13, 15 and 16.
 */
export class Pulse {
  readonly #clock: Clock;
  readonly #stallMs: number;
  readonly #streams = new Set<PulsedStream>();
  readonly #silence: Silence;
  #cancel: CancelTimer | null = null;

  /** A client that takes nothing, or whose system acknowledges nothing, for `stallMs` is cut off. */
  constructor(clock: Clock, stallMs: number) {
    this.#clock = clock;
    this.#stallMs = stallMs;
    this.#silence = new Silence(stallMs);
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
    const now = this.#clock.elapsed();
    for (const stream of this.#streams) {
      this.#attend(stream, now);
    }
    this.#silence.look(now, this.#streams);
    this.#cancel = this.#streams.size > 0 ? this.#clock.after(LOOK_EVERY_MS, () => this.#look()) : null;
  }

  #attend(stream: PulsedStream, now: number): void {
    if (now - stream.lastAuthorisedAt >= AUTHORISE_EVERY_MS) {
      stream.lastAuthorisedAt = now;
      this.#authorise(stream);
    }
    if (stream.response.blocked) {
      stream.blockedSince ??= now;
      if (now - stream.blockedSince >= this.#stallMs) {
        stream.response.destroy();
      }
      return;
    }
    stream.blockedSince = null;
    if (stream.response.takeActivity()) {
      stream.lastWriteAt = now;
    } else if (now - stream.lastWriteAt >= idleFor(stream.heartbeatMs)) {
      stream.lastWriteAt = now;
      stream.response.write(stream.heartbeat);
    }
  }

  #authorise({ authorised, response }: PulsedStream): void {
    const end = (): void => response.destroy();
    authorised().then((allowed) => {
      if (!allowed) end();
    }, end);
  }
}
