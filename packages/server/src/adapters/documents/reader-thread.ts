import { Worker } from 'node:worker_threads';
import type { Clock } from '../../ports/clock.ts';
import { DocumentError, type DocumentPage, type ReadDocument } from '../../ports/documents.ts';
import type { DocumentLimits } from './limits.ts';
import type { ReaderReply, ReaderRequest } from './protocol.ts';

/** How often is looked how much the thread holds. */
const LOOK_MS = 25;
const MB = 1024 * 1024;

/** The main thread's end of the thread that reads documents. */
export class ReaderThread {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #limits: DocumentLimits;
  #gone = false;

  constructor(clock: Clock, limits: DocumentLimits) {
    this.#clock = clock;
    this.#limits = limits;
    // A variable that is not set would arrive as the word `undefined`, and be taken for a folder.
    const { NODE_COMPILE_CACHE: compileCache } = process.env;
    this.#worker = new Worker(new URL('./worker/main.ts', import.meta.url), {
      // Flags of a test runner or a debugger are not meant for this thread, and libraries print what they think of files.
      execArgv: [],
      stdout: true,
      stderr: true,
      // Of the environment only where compiled sources are kept: what runs here reads files of strangers.
      env: compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache },
      resourceLimits: { maxOldGenerationSizeMb: Math.ceil(limits.maxMemoryBytes / MB) },
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('exit', () => (this.#gone = true));
    this.#worker.unref();
  }

  /** True after the thread has ended, or been ended: it reads nothing more. */
  get isGone(): boolean {
    return this.#gone;
  }

  async end(): Promise<void> {
    this.#gone = true;
    await this.#worker.terminate();
  }

  /** One at a time. */
  async read(request: Extract<ReaderRequest, { readonly type: 'read' }>, signal: AbortSignal): Promise<ReadDocument> {
    const pages: DocumentPage[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<ReadDocument>();
    const onMessage = (reply: ReaderReply): void => {
      if (reply.type === 'pages') {
        pages.push(...reply.pages);
        this.#worker.postMessage({ type: 'more' } satisfies ReaderRequest);
      } else if (reply.type === 'done') resolve({ kind: reply.kind, title: reply.title, hash: reply.hash, pages });
      else reject(new DocumentError(reply.code, reply.message));
    };
    const onError = (error: unknown): void => reject(failureOf(error));
    const onExit = (): void => reject(new DocumentError('unreadable', 'Reading it ended unexpectedly.'));
    const onAbort = (): void => this.#giveUp(new DocumentError('aborted', 'The document is no longer wanted.'), reject);
    const stopWatching = this.#watch(reject);
    this.#worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#worker.ref();
    this.#worker.postMessage(request);
    try {
      return await promise;
    } finally {
      stopWatching();
      signal.removeEventListener('abort', onAbort);
      this.#worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      if (!this.#gone) this.#worker.unref();
    }
  }

  #giveUp(error: DocumentError, reject: (error: DocumentError) => void): void {
    reject(error);
    // Whoever waits has been told; an error of a thread that ends is nobody's.
    this.#worker.on('error', () => undefined);
    void this.end();
  }

  /** Time by our clock; memory by looking, because the engine's own limit does not count buffers. */
  #watch(reject: (error: DocumentError) => void): () => void {
    const { timeLimitMs, maxMemoryBytes } = this.#limits;
    const cancelTime = this.#clock.after(timeLimitMs, () =>
      this.#giveUp(new DocumentError('too_large', `Reading it takes longer than ${timeLimitMs / 1_000} s.`), reject),
    );
    const look = setInterval(() => {
      this.#worker.getHeapStatistics().then(
        ({ used_heap_size: heap, external_memory: buffers }) => {
          if (heap + buffers > maxMemoryBytes) this.#giveUp(tooMuchMemory(), reject);
        },
        // It has not started yet, or is gone.
        () => undefined,
      );
    }, LOOK_MS);
    look.unref();
    return () => {
      cancelTime();
      clearInterval(look);
    };
  }
}

function tooMuchMemory(): DocumentError {
  return new DocumentError('too_large', 'Reading it takes more memory than a document may.');
}

function failureOf(error: unknown): DocumentError {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory ? tooMuchMemory() : new DocumentError('unreadable', 'The file is broken.', { cause: error });
}
