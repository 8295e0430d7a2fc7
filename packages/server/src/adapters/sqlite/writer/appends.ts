import type { RefusalReason } from '../../../ports/store.ts';
import type { Segment } from '../protocol.ts';
import { integer } from '../rows.ts';
import { encodeSection, SectionScanner, type Section } from '../sections.ts';
import type { Statements } from '../statements.ts';
import type { Fence } from './fence.ts';

const ENDED = 'SELECT epoch, claimed_from, events FROM turn WHERE id = ? AND ended_at IS NOT NULL';
const ADD_SEGMENT = 'INSERT INTO segment (turn, first_seq, count, lines) VALUES (?, ?, ?, ?)';
const WRITE_ENTRY = 'INSERT OR REPLACE INTO journal (slot, entry, sections) VALUES (?, ?, ?)';

export interface AppendsMark {
  readonly accepted: Section[];
  readonly length: number;
}

/**
 * The appends of one commit: takes them from the request in order, decides about each, and at the end writes those
 * that stay unsealed as one journal entry, or as segments where nothing may stay in the journal.
 */
export class Appends {
  readonly #sql: Statements;
  readonly #fence: Fence;
  readonly #text: string;
  readonly #scanner: SectionScanner;
  #accepted: Section[] = [];
  /** True while every section was accepted and none was sealed, so that the text can be stored as it came. */
  #untouched = true;

  constructor(sql: Statements, fence: Fence, sections: string) {
    this.#sql = sql;
    this.#fence = fence;
    this.#text = sections;
    this.#scanner = new SectionScanner(sections);
  }

  /** Decides about the next section; null when it was applied, now or by an earlier try of the same epoch. */
  take(): RefusalReason | null {
    const section = this.#next();
    const open = this.#fence.get(section.turn);
    if (open !== undefined && open.epoch === section.epoch && open.next === section.firstSeq) {
      const { epoch, claimedFrom } = open;
      this.#fence.set(section.turn, { epoch, claimedFrom, next: open.next + section.count });
      if (section.count === 0) {
        this.#untouched = false;
      } else {
        this.#accepted.push(section);
      }
      return null;
    }
    this.#untouched = false;
    return this.#wasApplied(section) ? null : 'fenced';
  }

  /** Passes over sections of a unit that was refused before it came to them. */
  skip(count: number): void {
    for (let skipped = 0; skipped < count; skipped += 1) {
      this.#next();
      this.#untouched = false;
    }
  }

  /** A place to which `revertTo` can return. */
  mark(): AppendsMark {
    return { accepted: this.#accepted, length: this.#accepted.length };
  }

  /** Sealing and forgetting make a new list, so that the one of the mark has only grown since. */
  revertTo({ accepted, length }: AppendsMark): void {
    if (this.#accepted !== accepted || accepted.length > length) {
      accepted.length = length;
      this.#accepted = accepted;
      this.#untouched = false;
    }
  }

  /** Writes the whole unsealed rest of a turn as one segment: `tail`, then what this commit appended to it. */
  seal(turn: string, tail: Segment | null): void {
    const own = this.#accepted.filter((section) => section.turn === turn);
    if (own.length > 0) {
      this.#accepted = this.#accepted.filter((section) => section.turn !== turn);
      this.#untouched = false;
    }
    const runs = tail === null ? own : [tail, ...own];
    const [first] = runs;
    if (first !== undefined) {
      addSegment(this.#sql, {
        turn,
        firstSeq: first.firstSeq,
        count: runs.reduce((sum, run) => sum + run.count, 0),
        lines: runs.length === 1 ? first.lines : runs.map((run) => run.lines).join('\n'),
      });
    }
  }

  /** Drops what was accepted for turns that this commit removes. */
  forget(turn: string): void {
    this.#accepted = this.#accepted.filter((section) => section.turn !== turn);
    this.#untouched = false;
  }

  writeEntry(slot: number, entry: number): void {
    if (this.#accepted.length > 0) {
      const text = this.#untouched ? this.#text : this.#accepted.map(encodeSection).join('');
      this.#sql.run(WRITE_ENTRY, slot, entry, text);
    }
  }

  writeSegments(): void {
    for (const turn of new Set(this.#accepted.map((section) => section.turn))) {
      this.seal(turn, null);
    }
  }

  #next(): Section {
    const section = this.#scanner.next();
    if (section === null) {
      throw new Error('The commit has fewer sections than appends.');
    }
    return section;
  }

  /** A turn that ended keeps its epoch and its number of events for late repeats. */
  #wasApplied({ turn, epoch, firstSeq, count }: Section): boolean {
    const open = this.#fence.get(turn);
    if (open !== undefined) {
      return epoch === open.epoch && firstSeq >= open.claimedFrom && firstSeq + count <= open.next;
    }
    const ended = this.#sql.get(ENDED, turn);
    return (
      ended !== null &&
      epoch === integer(ended, 'epoch') &&
      firstSeq >= integer(ended, 'claimed_from') &&
      firstSeq + count <= integer(ended, 'events')
    );
  }
}

export function addSegment(sql: Statements, { turn, firstSeq, count, lines }: Segment): void {
  if (count > 0) {
    sql.run(ADD_SEGMENT, turn, firstSeq, count, lines);
  }
}
