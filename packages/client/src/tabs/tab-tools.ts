/** What tabs of one browser share: named locks that their holder's death frees, and channels to all others. */
export interface TabTools {
  readonly locks: TabLocks;
  channel(name: string): TabChannel;
}

/** The part of `LockManager` that is used. */
export interface TabLocks {
  request<Result>(
    name: string,
    options: { readonly signal?: AbortSignal; readonly ifAvailable?: boolean; readonly steal?: boolean },
    use: (lock: unknown) => Promise<Result>,
  ): Promise<Result>;
  query(): Promise<{ readonly pending?: readonly { readonly name?: string }[] }>;
}

/** The part of `BroadcastChannel` that is used. */
export interface TabChannel {
  onmessage: ((event: MessageEvent<unknown>) => unknown) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** The browser's; null where it has not got them, and outside of pages, which have no tabs. */
export function browserTabTools(): TabTools | null {
  const isPage = typeof document === 'object' && typeof navigator === 'object';
  // Locks exist in secure contexts only: not on plain http beyond this machine.
  if (!isPage || !('locks' in navigator) || typeof BroadcastChannel !== 'function') return null;
  const { locks } = navigator;
  return {
    locks: {
      request: (name, options, use) => locks.request(name, { ...options }, use),
      query: () => locks.query(),
    },
    channel: (name) => new BroadcastChannel(name),
  };
}
