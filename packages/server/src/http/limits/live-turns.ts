import type { Engine } from '../../engine/engine.ts';
import { ParlanceError } from '../../engine/errors.ts';
import type { TurnRecord } from '../../ports/records.ts';

const RETRY_AFTER_SECONDS = 5;

/** One of the turns that an owner may have running. */
export interface Place {
  release(): void;
  /** Releases it when the turn has ended, or is no longer run here. */
  releaseAfter(turn: string): void;
}

export interface LiveTurnsOptions {
  readonly engine: Pick<Engine, 'terminal'>;
  /** Of one owner; null: any number. */
  readonly most: number | null;
  /** Turns that were under way before: those that the start has taken over. */
  readonly takenOver: Iterable<Pick<TurnRecord, 'id' | 'owner'>>;
}

/** Counts the turns that each owner has running here. Source: CONTRACT.md §1 (MAX_LIVE_TURNS). */
export class LiveTurns {
  readonly #engine: Pick<Engine, 'terminal'>;
  readonly #most: number;
  readonly #running = new Map<string, number>();

  constructor({ engine, most, takenOver }: LiveTurnsOptions) {
    this.#engine = engine;
    this.#most = most ?? Number.POSITIVE_INFINITY;
    if (most === null) return;
    for (const { id, owner } of takenOver) this.#add(owner).releaseAfter(id);
  }

  /** Takes a place of this owner. Throws `rate_limited` where all are taken. */
  take(owner: string): Place {
    if (this.#most === Number.POSITIVE_INFINITY) return NO_PLACE;
    if ((this.#running.get(owner) ?? 0) >= this.#most) {
      throw new ParlanceError('rate_limited', `At most ${this.#most} answers may be under way at the same time.`, {
        retryAfter: RETRY_AFTER_SECONDS,
      });
    }
    return this.#add(owner);
  }

  #add(owner: string): Place {
    this.#running.set(owner, (this.#running.get(owner) ?? 0) + 1);
    const release = (): void => this.#remove(owner);
    return {
      release,
      releaseAfter: (turn) => {
        // Whatever happens to the turn, its place is free afterwards; nobody waits for this.
        this.#engine.terminal(turn, new AbortController().signal).then(release, release);
      },
    };
  }

  #remove(owner: string): void {
    const left = (this.#running.get(owner) ?? 1) - 1;
    if (left === 0) this.#running.delete(owner);
    else this.#running.set(owner, left);
  }
}

const NO_PLACE: Place = { release: () => undefined, releaseAfter: () => undefined };
