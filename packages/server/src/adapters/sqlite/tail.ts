import type { TurnEvent } from '@parlance/wire';
import { decodeEvents } from './event-codec.ts';
import type { Segment } from './protocol.ts';

/** Small strings cost more memory than their text, so this many are joined into one. */
const RUNS_PER_BLOCK = 32;

interface Run {
  readonly firstSeq: number;
  readonly lines: string;
}

/** The committed events of a live turn that no segment holds yet, as the encoded lines in which they were written. */
export class Tail {
  readonly turn: string;
  /** The number that the next event gets. */
  next: number;
  /** The number of the first unsealed event; `next` where all is sealed. */
  firstSeq: number;
  /** The journal entry that holds the first unsealed event. */
  firstEntry = 0;
  /** Characters that are unsealed. */
  size = 0;
  #blocks: Run[] = [];
  #recent: Run[] = [];

  constructor(turn: string, next: number) {
    this.turn = turn;
    this.next = next;
    this.firstSeq = next;
  }

  get sealed(): boolean {
    return this.firstSeq === this.next;
  }

  push(lines: string, count: number, entry: number): void {
    if (this.sealed) {
      this.firstEntry = entry;
    }
    this.#recent.push({ firstSeq: this.next, lines });
    this.next += count;
    this.size += lines.length;
    const [first] = this.#recent;
    if (this.#recent.length === RUNS_PER_BLOCK && first !== undefined) {
      this.#blocks.push({ firstSeq: first.firstSeq, lines: joined(this.#recent) });
      this.#recent = [];
    }
  }

  /** Events with `seq > after`, at most `limit`; `after` is not below the first unsealed event's predecessor. */
  read(after: number, limit: number): readonly TurnEvent[] {
    const runs = [...this.#blocks, ...this.#recent];
    // The run that holds the first wanted event is the last one that does not begin behind it.
    let index = runs.findLastIndex((run) => run.firstSeq <= after + 1);
    const events: TurnEvent[] = [];
    for (; index >= 0 && index < runs.length && events.length < limit; index += 1) {
      const run = runs[index];
      if (run !== undefined) {
        events.push(...decodeEvents(this.turn, run.lines, run.firstSeq, after, limit - events.length));
      }
    }
    return events;
  }

  /** Everything that is unsealed as one segment; null where that is nothing. */
  segment(): Segment | null {
    return this.sealed
      ? null
      : {
          turn: this.turn,
          firstSeq: this.firstSeq,
          count: this.next - this.firstSeq,
          lines: joined([...this.#blocks, ...this.#recent]),
        };
  }

  /** A segment holds everything now, `count` events of the latest commit included. */
  markSealed(): void {
    this.firstSeq = this.next;
    this.size = 0;
    this.#blocks = [];
    this.#recent = [];
  }
}

function joined(runs: readonly Run[]): string {
  return runs.map((run) => run.lines).join('\n');
}
