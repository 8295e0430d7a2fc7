import type { Segment } from './protocol.ts';
import { integer, text } from './rows.ts';
import { sectionsOf } from './sections.ts';
import type { Statements } from './statements.ts';

/** What the database knows of an open turn's log. */
export interface OpenLog {
  readonly turn: string;
  readonly epoch: number;
  /** The first number that the current epoch wrote or will write. */
  readonly claimedFrom: number;
  /** The number that the next event gets. */
  next: number;
  /** The unsealed rest, oldest first, each with the journal entry that holds it. */
  readonly unsealed: (Segment & { readonly entry: number })[];
}

export interface OpenLogs {
  readonly logs: ReadonlyMap<string, OpenLog>;
  /** The highest journal entry; 0 where there is none. */
  readonly lastEntry: number;
}

const OPEN_TURNS = 'SELECT id, epoch, claimed_from FROM turn WHERE ended_at IS NULL ORDER BY position';
const SEALED_END = 'SELECT first_seq + count AS next FROM segment WHERE turn = ? ORDER BY first_seq DESC LIMIT 1';
const JOURNAL = 'SELECT entry, sections FROM journal ORDER BY entry';

/**
 * Reads the logs of all open turns back: segments first, then what the journal holds beyond them. Sections of turns
 * that have ended, and those that were sealed since, still stand in old entries and are passed over.
 */
export function readOpenLogs(sql: Statements): OpenLogs {
  const logs = new Map<string, OpenLog>();
  for (const row of sql.all(OPEN_TURNS)) {
    const turn = text(row, 'id');
    const sealed = sql.get(SEALED_END, turn);
    logs.set(turn, {
      turn,
      epoch: integer(row, 'epoch'),
      claimedFrom: integer(row, 'claimed_from'),
      next: sealed === null ? 0 : integer(sealed, 'next'),
      unsealed: [],
    });
  }
  let lastEntry = 0;
  for (const row of sql.all(JOURNAL)) {
    lastEntry = integer(row, 'entry');
    for (const { turn, firstSeq, count, lines } of sectionsOf(text(row, 'sections'))) {
      const log = logs.get(turn);
      if (log !== undefined && log.next === firstSeq) {
        log.next += count;
        log.unsealed.push({ turn, firstSeq, count, lines, entry: lastEntry });
      }
    }
  }
  return { logs, lastEntry };
}
