import { useSyncExternalStore } from 'react';

/** A value that others watch. */
export interface Readable<Value> {
  readonly get: () => Value;
  /** Calls `listener` after each change; the function that it returns ends that. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** The smallest store: replaced values, never changed ones. */
export class Store<Value> implements Readable<Value> {
  readonly #listeners = new Set<() => void>();
  #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  readonly get = (): Value => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  update(change: (value: Value) => Value): void {
    this.set(change(this.#value));
  }
}

export function useStore<Value>(store: Readable<Value>): Value {
  return useSyncExternalStore(store.subscribe, store.get);
}
