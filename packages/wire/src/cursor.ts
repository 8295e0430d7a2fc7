/** A reader's place in a turn: everything up to and including this frame has been received. */
export interface Cursor {
  readonly turn: string;
  /** The last event received; −1 before the first. */
  readonly seq: number;
  /** How many frames of that event came after its first one: 0 for an event of one frame. */
  readonly further: number;
}

const CURSOR =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?::(0|[1-9][0-9]{0,9})(?::([1-9][0-9]{0,9}))?)?$/;

/**
 * The id of a frame: `<turn>:<seq>`, for the k-th further frame of one event `<turn>:<seq>:<k>` with k from 1, and
 * `<turn>` alone (`seq` −1) for a turn that was accepted and of which nothing has been received.
 */
export function formatCursor(turn: string, seq = -1, further = 0): string {
  if (seq < 0) return turn;
  return further === 0 ? `${turn}:${seq}` : `${turn}:${seq}:${further}`;
}

/**
 * Reads what `formatCursor` wrote; null for everything else. It is what strangers send as `Last-Event-ID`, so there
 * is one spelling for each place: lower-case UUID, no sign, no leading zero, no exponent, at most ten digits a
 * number, and so at most 58 characters in all.
 */
export function parseCursor(text: string): Cursor | null {
  const match = CURSOR.exec(text);
  const turn = match?.[1];
  if (turn === undefined) return null;
  return { turn, seq: Number(match?.[2] ?? -1), further: Number(match?.[3] ?? 0) };
}
