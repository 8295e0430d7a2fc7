import type { Clock } from '../ports/clock.ts';
import type { TurnRecord } from '../ports/records.ts';
import { StoreUnavailable, type Store } from '../ports/store.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Looks for turns of which nobody knows whether they were stored. However many they are, a store that is out of reach
 * is asked for one of them at a time, ever less often, and for the others once it answers again.
 */
export class Doubts {
  readonly #store: Pick<Store, 'turn'>;
  readonly #clock: Clock;
  /** Settled when the store may be asked for the next turn. */
  #free: Promise<unknown> = Promise.resolve();

  constructor(store: Pick<Store, 'turn'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The turn as it is stored, null where it is not; resolves once the store has answered. */
  async lookUp(turn: string): Promise<TurnRecord | null> {
    await this.#pause(FIRST_PAUSE_MS);
    const answer = this.#free.then(() => this.#untilAnswered(turn));
    this.#free = answer.catch(() => undefined);
    return answer;
  }

  async #untilAnswered(turn: string): Promise<TurnRecord | null> {
    for (let pauseMs = FIRST_PAUSE_MS * 2; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
      try {
        return await this.#store.turn(turn);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) {
          throw error;
        }
      }
      await this.#pause(pauseMs);
    }
  }

  #pause(durationMs: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(durationMs, resolve));
  }
}
