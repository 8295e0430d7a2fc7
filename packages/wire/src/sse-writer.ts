import type { Frame } from './dialect.ts';

/** What is sent while nothing happens: a comment, which no client sees as an event. It has no id. */
export const COMMENT_HEARTBEAT = ': ping\n\n';

/** What a frame of a delta may measure at most, in bytes, id and line ends included (CONTRACT.md §6.2). */
export const MAX_FRAME_BYTES = 60_000;

const LINE_BREAK = /[\n\r\0]/;

/**
 * One complete SSE block: `[event: name⏎]id: <id>⏎data: <data>⏎⏎`, with LF only and one data line.
 *
 * Throws `TypeError` where CR, LF or NUL in `id`, `event` or `data` would end the field early, which is how content
 * would forge an event.
 */
export function formatFrame(id: string, frame: Frame): string {
  refuseLineBreak('id', id);
  return formatFrameWithSafeId(id, frame);
}

/**
 * As `formatFrame`, for ids that are made of a UUID and numbers and cannot hold a line break: looking for one would
 * cost a tenth of a token's encoding. `data` is JSON nearly always, whose strings escape line breaks, but it is
 * looked at all the same, since one mistake in a dialect would be a hole.
 */
export function formatFrameWithSafeId(id: string, { event, data }: Frame): string {
  refuseLineBreak('data', data);
  // A space after the colon: documented clients test startsWith('data: ').
  if (event === undefined) return `id: ${id}\ndata: ${data}\n\n`;
  refuseLineBreak('event', event);
  return `event: ${event}\nid: ${id}\ndata: ${data}\n\n`;
}

export interface PreambleOptions {
  /** Milliseconds a client waits before it reconnects; default 1500. */
  readonly retryMs?: number;
}

/**
 * What a stream starts with, right after acceptance: the delay before a reconnect, and the turn as a bare id.
 *
 * The id has no data, so no client sees an event, but all remember it: a connection that dies before its first
 * event can resume too.
 */
export function streamPreamble(turn: string, { retryMs = 1500 }: PreambleOptions = {}): string {
  refuseLineBreak('turn', turn);
  return `retry: ${retryMs}\nid: ${turn}\n\n`;
}

function refuseLineBreak(field: string, text: string): void {
  if (LINE_BREAK.test(text)) throw new TypeError(`The ${field} of a frame must not hold CR, LF or NUL.`);
}
