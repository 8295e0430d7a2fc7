import type { Frame } from './dialect.ts';

/** What is sent while nothing happens: a comment, which no client sees as an event. It has no id. */
export const COMMENT_HEARTBEAT = ': ping\n\n';

/** What a frame of a delta may measure at most, in bytes, id and line ends included (CONTRACT.md §6.2). */
export const MAX_FRAME_BYTES = 60_000;

/**
 * One complete SSE block: `[event: name⏎]id: <id>⏎data: <data>⏎⏎`, with LF only and one data line.
 *
 * Throws `TypeError` where a line break or NUL in `id`, `event` or `data` would end the field early, which is how
 * content would forge an event. JSON never holds one (its string escapes cover them), so this guards against
 * mistakes in a dialect; it is checked all the same because it costs three native scans of a short string.
 */
export function formatFrame(id: string, frame: Frame): string {
  const { event, data } = frame;
  if (breaksLine(id)) throw lineBreak('id');
  if (breaksLine(data)) throw lineBreak('data');
  // A space after the colon: documented clients test startsWith('data: ').
  if (event === undefined) return `id: ${id}\ndata: ${data}\n\n`;
  if (breaksLine(event)) throw lineBreak('event');
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
  if (breaksLine(turn)) throw lineBreak('id');
  return `retry: ${retryMs}\nid: ${turn}\n\n`;
}

function breaksLine(text: string): boolean {
  return text.includes('\n') || text.includes('\r') || text.includes('\0');
}

function lineBreak(field: string): TypeError {
  return new TypeError(`The ${field} of a frame must not hold CR, LF or NUL: encode it as JSON.`);
}
