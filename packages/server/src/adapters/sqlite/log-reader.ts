import type { TurnEvent } from '@parlance/wire';
import { LogTrimmed } from '../../ports/event-log.ts';
import { decodeEvents } from './event-codec.ts';
import type { LiveLogs } from './live-logs.ts';
import { integer, text } from './rows.ts';
import type { Statements } from './statements.ts';

/** The segment that holds an event, or the first one behind it. */
const SEGMENTS = `SELECT first_seq, count, lines FROM segment WHERE turn = ?1 AND first_seq >= coalesce(
  (SELECT first_seq FROM segment WHERE turn = ?1 AND first_seq <= ?2 ORDER BY first_seq DESC LIMIT 1), 0)
  ORDER BY first_seq`;
const LOG_STATE = 'SELECT log FROM turn WHERE id = ?';

/** Puts a turn's log together from its segments and, while it lives, from its tail. */
export class LogReader {
  readonly #sql: Statements;
  readonly #live: LiveLogs;

  constructor(sql: Statements, live: LiveLogs) {
    this.#sql = sql;
    this.#live = live;
  }

  read(turn: string, after: number, limit: number): readonly TurnEvent[] {
    const tail = this.#live.get(turn);
    if (tail !== undefined && after + 1 >= tail.firstSeq) {
      return tail.read(after, limit);
    }
    if (tail === undefined) {
      this.#rejectTrimmed(turn);
    }
    const events: TurnEvent[] = [];
    let last = after;
    for (const row of this.#sql.iterate(SEGMENTS, turn, after + 1)) {
      if (events.length >= limit) {
        break;
      }
      const firstSeq = integer(row, 'first_seq');
      events.push(...decodeEvents(turn, text(row, 'lines'), firstSeq, last, limit - events.length));
      last = events.at(-1)?.seq ?? last;
    }
    // What was just sealed stands in the tail too until the writer's answer comes: go on behind it.
    if (tail !== undefined && events.length < limit) {
      events.push(...tail.read(Math.max(last, tail.firstSeq - 1), limit - events.length));
    }
    return events;
  }

  #rejectTrimmed(turn: string): void {
    const row = this.#sql.get(LOG_STATE, turn);
    if (row !== null && integer(row, 'log') > 0) {
      throw new LogTrimmed(turn);
    }
  }
}
