import type { ChildProcess } from 'node:child_process';
import type { ManualClock } from '../../src/adapters/clock/manual.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import type { MemoryStore } from '../../src/ports/memory-store.ts';
import type { Queue } from '../../src/ports/queue.ts';
import type { Store } from '../../src/ports/store.ts';

export type FullStore = Store & EventLog & Queue & { readonly memories: MemoryStore };

/** What the suites need of an adapter: an empty store, and the ways in which processes come and go around it. */
export interface StoreSubject extends AsyncDisposable {
  /** The store as it is open now, by the node `first` at the beginning. */
  readonly store: FullStore;
  /** The clock that the store was given. */
  readonly clock: ManualClock;
  /** Ends the process that has the store open, and starts another one as `node`. */
  reopen(node: string): Promise<void>;
  /** Ends the process that has the store open; `reopen` is the only call that may follow. */
  stop(): Promise<void>;
  /** A process of its own that opens the stopped store and runs `writeUntilKilled` on it. */
  startWriter(): ChildProcess;
  /** True where any stored byte, of whatever file, still spells `marker`. */
  holds(marker: string): Promise<boolean>;
}

export type MakeStore = () => Promise<StoreSubject>;

export interface ContractOptions<Case extends string> {
  /** Cases that the adapter cannot have, each with the reason; they are reported as skipped. */
  readonly deviates?: readonly { readonly case: Case; readonly reason: string }[];
}
