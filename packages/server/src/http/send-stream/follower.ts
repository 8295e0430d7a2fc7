import type { Cursor, Place } from '@parlance/wire';
import type { EventStreamResponse } from './event-stream-response.ts';
import {
  ALL_FRAMES,
  LONG_WRITE,
  type Checkpoint,
  type Encoded,
  type LiveReader,
  type TurnFold,
  type Write,
} from './turn-fold.ts';

/** Events that are read from the log at once, and the text, characters, that they should make. */
const FIRST_PAGE = 16;
const MAX_PAGE = 256;
const PAGE_TEXT = 64 * 1024;
/** What is written at once of a long frame, characters. */
const PIECE = 16 * 1024;

/** How a stream ended, for logs and metrics. */
export interface StreamEnd {
  /** `completed`: the terminal was written. `disconnected`: the client went, or was cut off. */
  readonly outcome: 'completed' | 'disconnected' | 'failed';
  readonly chunks: number;
}

/**
 * One connection that reads a turn: from the log while it is behind, from the shared fold once it is up to date,
 * and from the log again when it could not keep pace. What the client does not take is dropped here and read again
 * later, so a slow reader costs a socket's buffer of at most 128 KB and nothing more. Source: TURN.md 10 and 16.
 */
export class Follower<State, Options> implements LiveReader<State> {
  readonly #fold: TurnFold<State, Options>;
  readonly #response: EventStreamResponse;
  readonly #onEnd: (end: StreamEnd) => void;
  readonly #onError: (error: unknown) => void;
  /** What the client has, from its cursor on. */
  #place: Place;
  /** The state there, or at some event before it. */
  #at: Checkpoint<State>;
  /** A long frame that comes next: all readers who are at it share it. */
  #long: Write<State> | null = null;
  #page = FIRST_PAGE;
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
    this.#at = fold.nearest(this.#place);
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

  deliver(encoded: Encoded<State>): void {
    const all = this.#send(encoded);
    if (all && (this.#at.over || this.#fold.reader.ended())) {
      this.#end();
    } else if (!all || this.#response.blocked) {
      // The log holds what comes next.
      this.#fold.leave(this);
      this.start();
    }
  }

  async #catchUp(): Promise<void> {
    const { reader } = this.#fold;
    for (;;) {
      await this.#writable();
      if (this.#at.over) {
        this.#end();
        return;
      }
      if (this.#response.closed) {
        return;
      }
      if (this.#long !== null) {
        await this.#sendPieces(this.#long);
      } else if (this.#at.seq === reader.committed() && !reader.ended()) {
        this.#fold.join(this, this.#at);
        return;
      } else if ((await this.#readPage()) === 'nothing') {
        this.#end();
        return;
      }
    }
  }

  /** Sends what the log has next and the client has room for. Nothing of it is kept while the client is waited for. */
  async #readPage(): Promise<'some' | 'nothing'> {
    const { reader } = this.#fold;
    const events = await reader.read(this.#at.seq, this.#page);
    if (events.length === 0) {
      if (reader.ended()) {
        return 'nothing';
      }
      // Going round again would hold up the whole server.
      throw new Error(`The log ends at ${this.#at.seq}, and ${reader.committed()} was committed.`);
    }
    const encoded = this.#fold.encode(this.#at, events, this.#place);
    const length = encoded.writes.reduce((sum, { text }) => sum + text.length, 0);
    // Hundreds who read at once make hundreds of pages of garbage at once.
    this.#page = Math.max(
      1,
      Math.min(MAX_PAGE, this.#page * 4, Math.floor((events.length * PAGE_TEXT) / (length + 1))),
    );
    this.#send(encoded);
    return 'some';
  }

  /** Writes until the client has no room; false where something is left. */
  #send({ writes, after }: Encoded<State>): boolean {
    for (const write of writes) {
      if (this.#response.blocked) {
        return false;
      }
      if (write.text.length > LONG_WRITE) {
        this.#long = write;
        return false;
      }
      if (write.after.over) {
        this.#response.end(write.text);
      } else {
        this.#response.write(write.text);
      }
      this.#sent(write.frames, write.after);
    }
    this.#sent(0, after);
    return true;
  }

  async #sendPieces({ text, frames, after }: Write<State>): Promise<void> {
    for (let from = 0; from < text.length; from += PIECE) {
      await this.#writable();
      if (this.#response.closed) {
        return;
      }
      this.#response.write(text.slice(from, from + PIECE));
    }
    this.#long = null;
    this.#sent(frames, after);
  }

  #sent(frames: number, after: Checkpoint<State>): void {
    this.#chunks += frames;
    this.#at = after;
    if (after.seq > this.#place.seq) {
      this.#place = { seq: after.seq, further: ALL_FRAMES };
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

  /** After the terminal the response is whole; where the turn was given up here, it must not look as if it were. */
  #end(): void {
    if (this.#at.over) {
      this.#response.end('');
      this.#finish('completed');
    } else {
      this.#response.breakOff();
    }
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
