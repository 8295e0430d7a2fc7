import type { CancelTimer, Clock } from '../../ports/clock.ts';

/** From so many turns on that are followed at once, their readers are written to less often than they could be. */
const BUSY_TURNS = 16;
/** Then plain text of one turn is written so long after the write before at the earliest, milliseconds. */
const SHORTEST_GAP_MS = 30;
/** How often text is looked for that no later commit took along, because its turn has fallen silent, milliseconds. */
const LOOK_EVERY_MS = 50;

/** A turn whose readers wait for text. */
export interface Waiting {
  /** When its readers were written to last, as `Clock.elapsed` counts. */
  readonly writtenAt: number;
  writeNow(): void;
}

/**
 * Decides whether what a commit brought to a turn's readers is written at once or together with what comes next. A
 * write costs the same for one token as for three, and with dozens of turns writes are the dearest part of a token.
 */
export class WritePace {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  #turns = 0;
  #cancel: CancelTimer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.elapsed();
  }

  /** A turn has its first reader that is up to date. */
  begin(): void {
    this.#turns += 1;
  }

  /** The last one has left. */
  end(turn: Waiting): void {
    this.#turns -= 1;
    this.written(turn);
  }

  /** True where text for the turn's readers waits; the turn is then told when it has waited long enough. */
  holds(turn: Waiting): boolean {
    if (this.#turns < BUSY_TURNS || this.#isDue(turn)) {
      return false;
    }
    this.#waiting.add(turn);
    this.#cancel ??= this.#clock.after(LOOK_EVERY_MS, () => this.#look());
    return true;
  }

  /** Nothing waits for the turn's readers any more. */
  written(turn: Waiting): void {
    this.#waiting.delete(turn);
    if (this.#waiting.size === 0) {
      this.#cancel?.();
      this.#cancel = null;
    }
  }

  #isDue({ writtenAt }: Waiting): boolean {
    return this.#clock.elapsed() - writtenAt >= SHORTEST_GAP_MS;
  }

  #look(): void {
    this.#cancel = null;
    for (const turn of [...this.#waiting].filter((waiting) => this.#isDue(waiting))) {
      turn.writeNow();
    }
    if (this.#waiting.size > 0) {
      this.#cancel ??= this.#clock.after(LOOK_EVERY_MS, () => this.#look());
    }
  }
}
