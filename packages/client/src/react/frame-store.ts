import { nextFrame } from './frames.ts';

/** Something that changes and can be watched: a `Chat`, a `TurnStream`. */
export interface Source<State> {
  readonly state: State;
  subscribe(listener: () => void): () => void;
}

/** What `useSyncExternalStore` reads. Its functions need no receiver. */
export interface FrameStore<State> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => State;
}

/**
 * A source whose changes reach a page at most once a frame, however many there are: between two frames `getSnapshot`
 * gives what it gave before. `onUse` is called with the first subscriber, and what it returns after the last one.
 */
export function createFrameStore<State>(source: Source<State>, onUse: () => () => void): FrameStore<State> {
  const listeners = new Set<() => void>();
  let snapshot = source.state;
  let stop = (): void => undefined;
  const publish = (): void => {
    if (snapshot === source.state) return;
    snapshot = source.state;
    for (const listener of listeners) listener();
  };
  const start = (): void => {
    let cancelFrame: (() => void) | null = null;
    const endUse = onUse();
    const unsubscribe = source.subscribe(() => {
      cancelFrame ??= nextFrame(() => {
        cancelFrame = null;
        publish();
      });
    });
    stop = () => {
      cancelFrame?.();
      unsubscribe();
      endUse();
    };
  };
  return {
    subscribe: (listener) => {
      const own = (): void => listener();
      if (listeners.size === 0) {
        start();
        // React looks at the snapshot again right after subscribing: what changed meanwhile is seen there.
        snapshot = source.state;
      }
      listeners.add(own);
      return () => {
        listeners.delete(own);
        if (listeners.size === 0) stop();
      };
    },
    getSnapshot: () => snapshot,
  };
}
