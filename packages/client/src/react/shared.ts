import type { Client } from '../client.ts';
import { createFrameStore, type FrameStore, type Source } from './frame-store.ts';

/** How long what nobody shows is kept open, milliseconds: a component that moves is away for a moment only. */
const KEPT_MS = 2_000;

interface Openable<State> extends Source<State> {
  open(): Promise<void>;
  close(): void;
}

/** Something open that components share, by client and name. */
export interface Shared<Thing extends Openable<unknown>> {
  readonly thing: Thing;
  readonly store: FrameStore<Thing['state']>;
  /** Makes it findable under a name that has become known only now. */
  readonly nameIt: (name: string) => void;
}

/**
 * Keeps what components show while at least one of them shows it: opened with the first, closed a little after the
 * last. So components that show the same share it, and StrictMode's double effects and remounts change nothing.
 */
export class SharedThings<Thing extends Openable<unknown>> {
  readonly #byClient = new WeakMap<Client, Map<string, Shared<Thing>>>();

  /** What is known by this name, or what `make` makes; a name of null is nobody's. */
  get(client: Client, name: string | null, make: () => Thing): Shared<Thing> {
    const known = this.#byClient.get(client) ?? new Map<string, Shared<Thing>>();
    this.#byClient.set(client, known);
    const found = name === null ? undefined : known.get(name);
    if (found !== undefined) return found;
    const thing = make();
    let isOpen = false;
    let closing: ReturnType<typeof setTimeout> | undefined;
    const names = new Set(name === null ? [] : [name]);
    const onUse = (): (() => void) => {
      clearTimeout(closing);
      for (const each of names) known.set(each, shared);
      if (!isOpen) {
        isOpen = true;
        void thing.open();
      }
      return () => {
        closing = setTimeout(() => {
          isOpen = false;
          for (const each of names) if (known.get(each) === shared) known.delete(each);
          thing.close();
        }, KEPT_MS);
      };
    };
    const shared: Shared<Thing> = {
      thing,
      store: createFrameStore<Thing['state']>(thing, onUse),
      nameIt: (later) => {
        names.add(later);
        if (isOpen && !known.has(later)) known.set(later, shared);
      },
    };
    // At once: two components may be mounted together.
    if (name !== null) known.set(name, shared);
    return shared;
  }
}
