import type { Clock } from '../../ports/clock.ts';
import { DocumentError, type DocumentReader, type ReadDocument, type ReadRequest } from '../../ports/documents.ts';
import { DEFAULT_LIMITS, type DocumentLimits } from './limits.ts';
import { ReaderThread } from './reader-thread.ts';

/** How long the thread is kept for the next document. */
const IDLE_MS = 10_000;

export interface WorkerReaderOptions {
  readonly clock: Clock;
  /** Default: `DEFAULT_LIMITS`. */
  readonly limits?: Partial<DocumentLimits>;
}

/** Reads documents one after the other in a thread, which is ended with a document that goes beyond its bounds. */
export function createWorkerReader({ clock, limits }: WorkerReaderOptions): DocumentReader {
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  let thread: ReaderThread | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let cancelIdle = (): void => undefined;
  const closing = new AbortController();

  const readNow = async ({ file, name }: ReadRequest, signal: AbortSignal): Promise<ReadDocument> => {
    cancelIdle();
    if (signal.aborted) throw new DocumentError('aborted', 'The document is no longer wanted.');
    thread ??= new ReaderThread(clock, bounds);
    try {
      return await thread.read({ type: 'read', file, name, limits: bounds }, signal);
    } finally {
      if (thread.isGone) thread = null;
      cancelIdle = clock.after(IDLE_MS, () => {
        void thread?.end();
        thread = null;
      });
    }
  };
  return {
    read: (request, signal) => {
      const result = last.then(() => readNow(request, AbortSignal.any([signal, closing.signal])));
      last = result.catch(() => undefined);
      return result;
    },
    close: async () => {
      closing.abort();
      await last;
      cancelIdle();
      await thread?.end();
      thread = null;
    },
  };
}
