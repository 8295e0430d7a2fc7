import { formatCursor, type Cursor } from './cursor.ts';
import type { Dialect, Frame } from './dialect.ts';
import type { TurnEvent } from './events.ts';
import { formatFrameWithSafeId } from './sse-writer.ts';

/** The part of a dialect that folds; a dialect of any options fits. */
export type Encoder<State> = Pick<Dialect<State>, 'encode'>;

/** The place in a turn, without the turn: −1 and 0 before the first event. */
export type Place = Pick<Cursor, 'seq' | 'further'>;

export const BEFORE_FIRST: Place = { seq: -1, further: 0 };

/**
 * One step of the fold: the state after `event`, and its frames as text ready to be sent ('' where the dialect has
 * none). Each frame carries its cursor as id, so a stream that is cut after any frame resumes after it.
 */
export function encodeEvent<State>(dialect: Encoder<State>, state: State, event: TurnEvent): readonly [State, string] {
  const [next, frames] = dialect.encode(state, event);
  return [next, formatFrom(0, event, frames)];
}

/** As `encodeEvent`, without what a reader has who got this event's frames up to and including number `further`. */
export function encodeAfter<State>(
  dialect: Encoder<State>,
  state: State,
  event: TurnEvent,
  further: number,
): readonly [State, string] {
  const [next, frames] = dialect.encode(state, event);
  return [next, formatFrom(further + 1, event, frames)];
}

/**
 * Folds `events` and gives the text of all frames that `place` does not cover. `state` is the state before the
 * first of `events`; the log has to be folded from its start, or from a state kept at some event, because what a
 * frame says may depend on all events before it.
 */
export function framesAfter<State>(
  dialect: Encoder<State>,
  state: State,
  events: readonly TurnEvent[],
  place: Place,
): readonly [State, string] {
  let folded = state;
  let text = '';
  for (const event of events) {
    let frames = '';
    if (event.seq > place.seq) [folded, frames] = encodeEvent(dialect, folded, event);
    else if (event.seq === place.seq) [folded, frames] = encodeAfter(dialect, folded, event, place.further);
    else [folded] = dialect.encode(folded, event);
    text += frames;
  }
  return [folded, text];
}

function formatFrom(first: number, event: TurnEvent, frames: readonly Frame[]): string {
  let text = '';
  let further = 0;
  for (const frame of frames) {
    if (further >= first) text += formatFrameWithSafeId(formatCursor(event.turn, event.seq, further), frame);
    further += 1;
  }
  return text;
}
