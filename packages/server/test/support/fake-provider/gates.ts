import type { Watch } from './watch.ts';

/** Points in scripts at which an answer stands still until the test lets it go on. */
export class Gates {
  readonly #watch: Watch;
  readonly #arrived = new Map<string, number>();
  readonly #open = new Set<string>();

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  async pass(name: string): Promise<void> {
    this.#arrived.set(name, (this.#arrived.get(name) ?? 0) + 1);
    this.#watch.changed();
    await this.#watch.until(() => (this.#open.has(name) ? true : undefined));
  }

  async reached(name: string, times: number): Promise<void> {
    await this.#watch.until(() => ((this.#arrived.get(name) ?? 0) >= times ? true : undefined));
  }

  release(name: string): void {
    this.#open.add(name);
    this.#watch.changed();
  }
}
