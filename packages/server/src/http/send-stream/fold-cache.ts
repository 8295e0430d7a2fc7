import type { Dialect, TurnHeader } from '@parlance/wire';
import type { TurnReader } from '../../engine/engine.ts';
import { TurnFold } from './turn-fold.ts';
import type { WritePace } from './write-pace.ts';

/** Folds without a reader that are kept for those who come back. */
const IDLE_FOLDS = 256;

interface Entry {
  readonly fold: unknown;
  readers: number;
}

/** The folds in use, and a few that were in use lately, by turn and format. */
export class FoldCache {
  readonly #entries = new Map<string, Entry>();
  readonly #idle = new Set<string>();
  readonly #pace: WritePace;

  constructor(pace: WritePace) {
    this.#pace = pace;
  }

  take<State>(reader: TurnReader, dialect: Dialect<State, TurnHeader>): TurnFold<State, TurnHeader> {
    const key = keyOf(reader.turn.id, dialect);
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      entry.readers += 1;
      this.#idle.delete(key);
      // The key names the dialect, and a dialect has one type of state.
      return entry.fold as TurnFold<State, TurnHeader>;
    }
    const fold = new TurnFold(reader, dialect, reader.turn, this.#pace);
    this.#entries.set(key, { fold, readers: 1 });
    return fold;
  }

  giveBack(turn: string, dialect: { readonly name: string }): void {
    const key = keyOf(turn, dialect);
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      return;
    }
    entry.readers -= 1;
    if (entry.readers > 0) {
      return;
    }
    this.#idle.add(key);
    if (this.#idle.size > IDLE_FOLDS) {
      const [oldest] = this.#idle;
      if (oldest !== undefined) {
        this.#idle.delete(oldest);
        this.#entries.delete(oldest);
      }
    }
  }
}

function keyOf(turn: string, { name }: { readonly name: string }): string {
  return `${turn} ${name}`;
}
