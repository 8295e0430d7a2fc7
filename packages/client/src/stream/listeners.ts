/** Those who want to know of changes. One that throws is reported as an uncaught error and stops nobody else. */
export class Listeners {
  readonly #all = new Set<() => void>();

  get size(): number {
    return this.#all.size;
  }

  add(listener: () => void): () => void {
    // Wrapped, so that the same function may listen twice and leave once.
    const own = (): void => listener();
    this.#all.add(own);
    return () => void this.#all.delete(own);
  }

  notify(): void {
    for (const listener of Array.from(this.#all)) {
      try {
        listener();
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
