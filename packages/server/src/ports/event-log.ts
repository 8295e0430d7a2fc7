import type { TurnEvent } from '@parlance/wire';

/** Reading the log of a turn. It is written through `Store.commit` only. */
export interface EventLog {
  /**
   * Committed events with `seq > after` (−1 for all), in order, without a gap, at most `limit`. MUST NOT return an
   * event that could still be lost. Empty where nothing follows yet. Rejects with `LogTrimmed` when the log outlived
   * its retention: a log is whole or gone.
   */
  read(turn: string, after: number, limit: number): Promise<readonly TurnEvent[]>;
}

export class LogTrimmed extends Error {
  constructor(turn: string) {
    super(`The log of turn ${turn} outlived its retention.`);
    this.name = 'LogTrimmed';
  }
}
