import type { CancelTimer, Clock } from '../ports/clock.ts';

/** The same work again and again, never twice at once: some time after the last round, or as soon as it is asked for. */
export class Rounds {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #work: (signal: AbortSignal) => Promise<void>;
  readonly #stopping = new AbortController();
  #round: Promise<void> | null = null;
  #isDue = false;
  #isStarted = false;
  #cancelTimer: CancelTimer = () => undefined;

  /** `work` must not reject. */
  constructor(clock: Clock, everyMs: number, work: (signal: AbortSignal) => Promise<void>) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#work = work;
  }

  start(): void {
    this.#isStarted = true;
    this.look();
  }

  look(): void {
    const { signal } = this.#stopping;
    this.#isDue = true;
    if (!this.#isStarted || this.#round !== null || signal.aborted) return;
    this.#cancelTimer();
    this.#isDue = false;
    this.#round = this.#work(signal).then(() => {
      this.#round = null;
      if (this.#isDue) this.look();
      else if (!signal.aborted) this.#cancelTimer = this.#clock.after(this.#everyMs, () => this.look());
    });
  }

  /** Resolves when no round runs and none has been asked for. */
  async settled(): Promise<void> {
    while (this.#round !== null) await this.#round;
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('The server stops.'));
    this.#cancelTimer();
    await this.#round;
  }
}
