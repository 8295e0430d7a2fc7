import type { Cursor, Dialect, TurnHeader } from '@parlance/wire';
import type { TurnReader } from '../../engine/engine.ts';
import { TurnFold } from './turn-fold.ts';

/**
 * What a resume at `cursor` would get: `more` to come, `nothing` because the turn is over and all was received, or
 * `unknown` because the log has no such event. Source: CONTRACT.md §7.
 */
export async function resumePoint<State>(
  reader: TurnReader,
  dialect: Dialect<State, TurnHeader>,
  cursor: Cursor,
): Promise<'more' | 'nothing' | 'unknown'> {
  if (cursor.seq < 0) {
    return 'more';
  }
  const ended = reader.ended();
  const [event, next] = await reader.read(cursor.seq - 1, 2);
  if (event === undefined) {
    return 'unknown';
  }
  if (next !== undefined || !ended) {
    return 'more';
  }
  const fold = new TurnFold(reader, dialect, reader.turn);
  let at = fold.nearest({ seq: -1, further: 0 });
  let left = false;
  while (at.seq < cursor.seq) {
    const { writes, after } = fold.encode(at, await reader.read(at.seq, 256), cursor);
    left = writes.length > 0;
    at = after;
  }
  return left ? 'more' : 'nothing';
}
