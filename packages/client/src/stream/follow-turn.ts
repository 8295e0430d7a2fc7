import { isTerminal, type SseEvent, type TurnEvent } from '@parlance/wire';
import { queryOf } from '../api.ts';
import { ClientError } from '../errors.ts';
import { isTurnEvent, parseJson } from '../json.ts';
import type { TransportResponse } from '../transport/transport.ts';
import { type Connection, CONNECTING, OPEN } from './connection.ts';
import { createPatience } from './patience.ts';
import type { Place } from '../tabs/places.ts';
import { readEvents } from './read-events.ts';
import type { StreamSettings } from './settings.ts';

export interface TurnSink {
  /** Each event once, in the order of `seq`. */
  readonly onEvent: (event: TurnEvent) => void;
  readonly onConnection: (connection: Connection) => void;
  /** Anything came, a heartbeat too. */
  readonly onSign?: () => void;
}

export interface OpenResponse {
  readonly response: TransportResponse;
  readonly abort: () => void;
}

export interface FollowTurn {
  readonly turn: string;
  /** Number of the last event that the reader has; −1 for none. */
  readonly after: number;
  /** A stream of the turn in the native format that is open already, from its start. */
  readonly first?: OpenResponse | undefined;
  readonly sink: TurnSink;
  /** Ends the following; the turn goes on. */
  readonly signal: AbortSignal;
  /** Asked before each connection; the connection ends, and is made anew, where its place is wanted elsewhere. */
  readonly takePlace?: (signal: AbortSignal, leave: () => void) => Promise<Place>;
}

/** `terminal`: it was delivered. `nothing-left`: the reader had it already. `left`: the signal aborted. */
export type FollowEnd = 'terminal' | 'nothing-left' | 'left';

/**
 * Follows a turn to its end through whatever happens to connections: each time one breaks or falls silent, the next
 * goes on behind the last event that came. Rejects with `ClientError` where the server refuses to go on (401, 404,
 * 410 …) or patience ends.
 */
export async function followTurn(settings: StreamSettings, options: FollowTurn): Promise<FollowEnd> {
  const { sink, signal } = options;
  const patience = createPatience(settings, sink.onConnection, signal);
  const position = { seq: options.after, isOver: false };
  let { first } = options;
  while (!signal.aborted) {
    try {
      const end = await readOnce(settings, options, position, first, patience.restore);
      if (end !== 'cut' && end !== 'place-wanted') return end;
      if (end === 'cut') throw new ClientError('network', 'The connection ended in the middle of the answer.');
    } catch (error) {
      if (position.isOver) return 'terminal';
      if (signal.aborted) return 'left';
      await patience.waitAfter(error).catch((failure: unknown) => {
        if (!signal.aborted) throw failure;
      });
    }
    first = undefined;
  }
  return 'left';
}

interface Position {
  seq: number;
  isOver: boolean;
}

/** One connection, from where the reader is to wherever it ends. */
async function readOnce(
  settings: StreamSettings,
  options: FollowTurn,
  position: Position,
  first: OpenResponse | undefined,
  restore: () => void,
): Promise<FollowEnd | 'cut' | 'place-wanted'> {
  const { sink, signal } = options;
  const stop = new AbortController();
  const leave = (): void => stop.abort();
  signal.addEventListener('abort', leave);
  let place: Place | undefined;
  let isWanted = false;
  try {
    place = await options.takePlace?.(stop.signal, () => {
      isWanted = true;
      stop.abort();
    });
    const { response, abort } = first ?? (await open(settings, options, position, stop, sink));
    if (response.status === 204) return 'nothing-left';
    stop.signal.addEventListener('abort', abort);
    sink.onConnection(OPEN);
    await readEvents({
      environment: settings.environment,
      silenceLimitMs: settings.silenceLimitMs,
      response,
      abort,
      onSign: () => {
        place?.progressed(false);
        sink.onSign?.();
      },
      onEvent: (event) => {
        if (!take(event, position, sink)) return;
        restore();
        place?.progressed(true);
        // Nothing follows a terminal: the connection is of no more use.
        if (position.isOver) abort();
      },
    });
    return position.isOver ? 'terminal' : 'cut';
  } catch (error) {
    if (isWanted && !signal.aborted && !position.isOver) return 'place-wanted';
    throw error;
  } finally {
    place?.release();
    signal.removeEventListener('abort', leave);
  }
}

async function open(
  { api }: StreamSettings,
  { turn }: FollowTurn,
  { seq }: Position,
  stop: AbortController,
  sink: TurnSink,
): Promise<OpenResponse> {
  sink.onConnection(CONNECTING);
  const path = `/api/v1/turns/${encodeURIComponent(turn)}/events${queryOf({ after: seq < 0 ? undefined : seq })}`;
  return { response: await api.open({ path, signal: stop.signal }), abort: () => stop.abort() };
}

/** True where the event is new. Throws where one is missing before it: the next connection brings it. */
function take({ data }: SseEvent, position: Position, sink: TurnSink): boolean {
  const event = parseJson(data);
  if (!isTurnEvent(event)) throw new ClientError('protocol', 'The stream is not one of turn events.');
  if (event.seq <= position.seq) return false;
  if (event.seq > position.seq + 1) throw new ClientError('network', 'An event of the stream is missing.');
  position.seq = event.seq;
  position.isOver = isTerminal(event);
  sink.onEvent(event);
  return true;
}
