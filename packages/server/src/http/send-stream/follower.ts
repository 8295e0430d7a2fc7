import type { Cursor, Place } from '@parlance/wire';
import type { EventStreamResponse } from './event-stream-response.ts';
import { ALL_FRAMES, type LiveReader, type TurnFold } from './turn-fold.ts';

/** Events that are read from the log at once. */
const PAGE = 256;

/** How a stream ended, for logs and metrics. */
export interface StreamEnd {
  /** `completed`: the terminal was written. `disconnected`: the client went, or was cut off. */
  readonly outcome: 'completed' | 'disconnected' | 'failed';
  readonly chunks: number;
}

/**
 * One connection that reads a turn: from the log while it is behind, from the shared fold once it is up to date,
 * and from the log again when it could not keep pace. It holds no events of its own, so a slow reader costs a
 * socket buffer and nothing more. Source: TURN.md 10 and 16.
 */
export class Follower<State, Options> implements LiveReader {
  readonly #fold: TurnFold<State, Options>;
  readonly #response: EventStreamResponse;
  readonly #onEnd: (end: StreamEnd) => void;
  readonly #onError: (error: unknown) => void;
  #place: Place;
  #chunks = 0;
  #drained: (() => void) | null = null;
  #finished = false;

  constructor(
    fold: TurnFold<State, Options>,
    response: EventStreamResponse,
    cursor: Cursor | null,
    callbacks: { onEnd: (end: StreamEnd) => void; onError: (error: unknown) => void },
  ) {
    this.#fold = fold;
    this.#response = response;
    this.#onEnd = callbacks.onEnd;
    this.#onError = callbacks.onError;
    this.#place = { seq: cursor?.seq ?? -1, further: cursor?.further ?? 0 };
    response.listen(
      () => this.#drained?.(),
      () => this.#finish('disconnected'),
    );
  }

  /** Starts reading; everything after that happens by itself. */
  start(): void {
    this.#catchUp().catch((error: unknown) => {
      this.#onError(error);
      this.#response.destroy();
      this.#finish('failed');
    });
  }

  deliver(writes: readonly string[], seq: number, frames: number, ended: boolean): void {
    const last = ended ? (writes.at(-1) ?? '') : '';
    for (const text of ended ? writes.slice(0, -1) : writes) {
      this.#response.write(text);
    }
    this.#chunks += frames;
    this.#place = { seq, further: ALL_FRAMES };
    if (ended) {
      this.#complete(last);
    } else if (this.#response.blocked) {
      // The log holds what comes next; nothing is kept for this reader.
      this.#fold.leave(this);
      this.start();
    }
  }

  async #catchUp(): Promise<void> {
    const { reader } = this.#fold;
    let at = this.#fold.nearest(this.#place);
    for (;;) {
      await this.#writable();
      if (this.#response.closed) {
        return;
      }
      if (at.seq === reader.committed() && !reader.ended()) {
        this.#fold.join(this, at);
        return;
      }
      const events = await reader.read(at.seq, PAGE);
      if (events.length === 0 && reader.ended()) {
        this.#complete('');
        return;
      }
      if (events.length === 0) {
        // Going round again would hold up the whole server.
        throw new Error(`The log ends at ${at.seq}, and ${reader.committed()} was committed.`);
      }
      const { writes, after, frames } = this.#fold.encode(at, events, this.#place);
      for (const text of writes) {
        await this.#writable();
        this.#response.write(text);
      }
      this.#chunks += frames;
      at = after;
      if (after.seq > this.#place.seq) {
        this.#place = { seq: after.seq, further: ALL_FRAMES };
      }
    }
  }

  #writable(): Promise<void> {
    if (!this.#response.blocked || this.#response.closed) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#drained = () => {
        this.#drained = null;
        resolve();
      };
    });
  }

  #complete(last: string): void {
    this.#response.end(last);
    this.#finish('completed');
  }

  #finish(outcome: StreamEnd['outcome']): void {
    this.#drained?.();
    this.#fold.leave(this);
    if (!this.#finished) {
      this.#finished = true;
      this.#onEnd({ outcome, chunks: this.#chunks });
    }
  }
}
