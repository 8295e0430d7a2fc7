import { hasEnded, type TurnState } from '@parlance/client';
import { useEffect, useState } from 'react';
import { client, noteFailure } from '../app/server.ts';
import type { Row } from './rows.ts';

/** Turns of the history that were read again, the last used at the end. */
const read = new Map<string, TurnState>();
const MOST = 100;

/**
 * All that happened in the turn of a row: as this page has seen it, or, for one of the history, replayed from the
 * server's log. Null until it is there, and where the log is no longer kept.
 */
export function useTurn(row: Row): TurnState | null {
  const { live, turn } = row;
  const [replayed, setReplayed] = useState<TurnState | null>(() => (turn === null ? null : (read.get(turn) ?? null)));
  const isNeeded = live === null && replayed === null;
  useEffect(() => {
    if (!isNeeded || turn === null) return undefined;
    const stream = client.follow(turn);
    stream.ended.then((state) => {
      if (!hasEnded(state)) return;
      read.set(turn, state);
      const [oldest] = read.keys();
      if (read.size > MOST && oldest !== undefined) read.delete(oldest);
      setReplayed(state);
    }, noteFailure);
    return () => stream.close();
  }, [isNeeded, turn]);
  return live ?? replayed;
}
