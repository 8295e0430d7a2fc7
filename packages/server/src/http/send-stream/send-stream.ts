import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatCursor, streamPreamble, type Cursor, type Dialect, type TurnHeader } from '@parlance/wire';
import type { TurnReader } from '../../engine/engine.ts';
import type { Clock } from '../../ports/clock.ts';
import { EventStreamResponse } from './event-stream-response.ts';
import { FoldCache } from './fold-cache.ts';
import { Follower, type StreamEnd } from './follower.ts';
import { Pulse, type PulsedStream } from './pulse.ts';
import { WritePace } from './write-pace.ts';

export interface StreamSenderOptions {
  readonly clock: Clock;
  /** Longest silence on a stream, milliseconds; a dialect with its own rhythm says so per stream. */
  readonly heartbeatMs: number;
  /** How long a client may take or acknowledge nothing, milliseconds. */
  readonly stallMs: number;
  /** Told of errors that ended a stream. */
  readonly onError: (error: unknown) => void;
}

export interface StreamRequest<State> {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly reader: TurnReader;
  readonly dialect: Dialect<State, TurnHeader>;
  /** Where the reader stopped; null for the whole stream. */
  readonly cursor: Cursor | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Asked again while the stream lasts; false ends it. Default: always true. */
  readonly authorised?: () => Promise<boolean>;
  readonly onEnd?: (end: StreamEnd) => void;
}

/** Sends turns as streams: the one way in which events leave the server. */
export class StreamSender {
  readonly #options: StreamSenderOptions;
  readonly #pulse: Pulse;
  readonly #folds: FoldCache;
  /** Those whose last byte has not left. */
  readonly #open = new Set<EventStreamResponse>();
  #allClosed: () => void = () => undefined;

  constructor(options: StreamSenderOptions) {
    this.#options = options;
    this.#pulse = new Pulse(options.clock, options.stallMs);
    this.#folds = new FoldCache(new WritePace(options.clock));
  }

  /** Streams whose last byte has not left. */
  get open(): number {
    return this.#open.size;
  }

  /** Takes over the reply and streams the turn's events after `cursor` until the terminal or the client's end. */
  send<State>(stream: StreamRequest<State>): void {
    const { request, reply, reader, dialect, cursor } = stream;
    reply.hijack();
    const response = new EventStreamResponse(request.raw, reply.raw, stream.headers);
    const now = this.#options.clock.elapsed();
    const pulsed: PulsedStream = {
      response,
      heartbeat: dialect.heartbeat,
      heartbeatMs: dialect.heartbeatMs ?? this.#options.heartbeatMs,
      authorised: stream.authorised ?? (() => Promise.resolve(true)),
      lastWriteAt: now,
      lastAuthorisedAt: now,
      blockedSince: null,
    };
    const fold = this.#folds.take(reader, dialect);
    const follower = new Follower(fold, response, cursor, {
      onError: this.#options.onError,
      onEnd: (end) => {
        this.#pulse.remove(pulsed);
        this.#folds.giveBack(reader.turn.id, dialect);
        stream.onEnd?.(end);
      },
    });
    this.#open.add(response);
    reply.raw.once('close', () => {
      this.#open.delete(response);
      if (this.#open.size === 0) this.#allClosed();
    });
    this.#pulse.add(pulsed);
    response.write(streamPreamble(placeOf(reader.turn.id, cursor)));
    follower.start();
  }

  /**
   * Resolves once everything that was written has gone out and no stream is open; cuts those that are left after
   * `graceMs`, whose clients resume elsewhere or later.
   */
  async close(graceMs: number): Promise<void> {
    if (this.#open.size > 0 && graceMs > 0) {
      await new Promise<void>((resolve) => {
        this.#allClosed = resolve;
        this.#options.clock.after(graceMs, resolve);
      });
    }
    for (const response of this.#open) {
      response.destroy();
    }
  }
}

/** The largest number of a further frame that a cursor can be read back with. */
const ALL_FURTHER = 9_999_999_999;

/** Where the reader stands when the stream opens: one that dies at once must not send the reader back to the start. */
function placeOf(turn: string, cursor: Cursor | null): string {
  return cursor === null ? turn : formatCursor(turn, cursor.seq, Math.min(cursor.further, ALL_FURTHER));
}
