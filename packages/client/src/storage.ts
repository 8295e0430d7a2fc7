/**
 * Where a client keeps the sends that have not ended, so that a reload or a restart continues them. Values are short
 * texts. MUST keep what `set` was given once its promise resolves; a storage that throws costs nothing but that.
 */
export interface ClientStorage {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
  /** All keys that begin with `prefix`. */
  keys(prefix: string): Promise<readonly string[]>;
}

/** Keeps nothing beyond this page or process. */
export function memoryStorage(): ClientStorage {
  const values = new Map<string, string>();
  return {
    get: async (key) => values.get(key) ?? null,
    set: async (key, value) => void values.set(key, value),
    remove: async (key) => void values.delete(key),
    keys: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  };
}

/** The part of the browser's `Storage` that is used. */
export interface StorageLike {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Over `localStorage` (kept until it is cleared, seen by all tabs) or `sessionStorage` (of this tab). */
export function webStorage(storage: StorageLike): ClientStorage {
  return {
    get: async (key) => storage.getItem(key),
    set: async (key, value) => storage.setItem(key, value),
    remove: async (key) => storage.removeItem(key),
    keys: async (prefix) =>
      Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').filter((key) =>
        key.startsWith(prefix),
      ),
  };
}

/** `localStorage` where there is one and it may be used, else memory. */
export function defaultStorage(): ClientStorage {
  try {
    // Node has a localStorage too: it warns without a file of its own and would be shared by all programs with one.
    if (typeof document === 'object') return webStorage(globalThis.localStorage);
  } catch {
    // Pages without an origin, and browsers that forbid it, throw on the mere look.
  }
  return memoryStorage();
}
