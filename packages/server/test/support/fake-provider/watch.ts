/** Lets tests wait until something has become true, without asking the time. */
export class Watch {
  #waiting: (() => boolean)[] = [];

  /** Resolves with what `look` returns as soon as that is not undefined; looked at after every `changed()`. */
  until<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const check = (): boolean => {
        const found = look();
        if (found === undefined) return false;
        resolve(found);
        return true;
      };
      if (!check()) this.#waiting.push(check);
    });
  }

  changed(): void {
    this.#waiting = this.#waiting.filter((check) => !check());
  }
}
