import type { Environment } from '../../src/index.ts';

/** Time, chance and a network state that a test decides. */
export class ManualSurroundings {
  isOnline = true;
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();
  readonly #returns = new Set<() => void>();

  get environment(): Partial<Environment> {
    return {
      now: () => this.#now,
      random: () => 0,
      after: (milliseconds, run) => {
        const timer = { at: this.#now + milliseconds, run };
        this.#timers.add(timer);
        return () => void this.#timers.delete(timer);
      },
      connectivity: {
        isOnline: () => this.isOnline,
        onReturn: (run) => {
          this.#returns.add(run);
          return () => void this.#returns.delete(run);
        },
      },
    };
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#now)) {
      this.#timers.delete(timer);
      timer.run();
    }
  }

  comeBack(): void {
    for (const run of Array.from(this.#returns)) run();
  }
}
