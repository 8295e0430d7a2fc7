import type { OpenLogs } from '../rebuild.ts';

/** What decides whether an append to an open turn is valid. */
export interface OpenTurn {
  readonly epoch: number;
  /** The first number of this epoch: what lies before was written by another. */
  readonly claimedFrom: number;
  /** The number that the next event must have. */
  readonly next: number;
}

interface Change {
  readonly turn: string;
  readonly before: OpenTurn | undefined;
}

/**
 * The open turns, in memory: this process is the only writer, so an append is checked without asking the database.
 * Changes are noted until they are kept, so that what a transaction or one of its units did can be taken back with it.
 */
export class Fence {
  readonly #turns = new Map<string, OpenTurn>();
  readonly #changes: Change[] = [];

  constructor({ logs }: OpenLogs) {
    for (const { turn, epoch, claimedFrom, next } of logs.values()) {
      this.#turns.set(turn, { epoch, claimedFrom, next });
    }
  }

  /** Undefined where the turn has ended or never was. */
  get(turn: string): OpenTurn | undefined {
    return this.#turns.get(turn);
  }

  set(turn: string, open: OpenTurn): void {
    this.#changes.push({ turn, before: this.#turns.get(turn) });
    this.#turns.set(turn, open);
  }

  close(turn: string): void {
    this.#changes.push({ turn, before: this.#turns.get(turn) });
    this.#turns.delete(turn);
  }

  /** A place to which `revertTo` can return. */
  mark(): number {
    return this.#changes.length;
  }

  revertTo(mark: number): void {
    for (const { turn, before } of this.#changes.splice(mark).reverse()) {
      if (before === undefined) {
        this.#turns.delete(turn);
      } else {
        this.#turns.set(turn, before);
      }
    }
  }

  /** The transaction was committed: nothing of it can be taken back any more. */
  keep(): void {
    this.#changes.length = 0;
  }
}
