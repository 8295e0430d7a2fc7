import { Worker } from 'node:worker_threads';
import { StoreUnusable } from './errors.ts';

/** A thread's first message. */
export type ThreadReady = { readonly ready: true } | { readonly unusable: string };

/** What it answers each request with. */
export type ThreadReply<Replies, Failure> = { readonly value: Replies[keyof Replies] } | { readonly failure: Failure };

export interface ThreadOptions<Failure> {
  /** What it runs. */
  readonly main: URL;
  /** What it is started with. */
  readonly data: unknown;
  /** Such as `The writer of parlance.db`, for the line that says that it could not start. */
  readonly name: string;
  /** What a failed request rejects with. */
  readonly failed: (failure: Failure) => Error;
  /** What requests reject with once the thread is closed, or has ended by itself. */
  readonly gone: (why: 'closed' | 'ended', cause: unknown) => Error;
}

interface Waiting<Replies> {
  readonly resolve: (value: Replies[keyof Replies]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The main thread's end of a thread that owns a database. Replies come in the order of the requests, so nothing needs a
 * number. When the thread ends, whatever the reason, all that waits for it is rejected, and so is all that is asked later.
 */
export class ThreadLink<Request extends { readonly kind: keyof Replies }, Replies, Failure> {
  readonly #worker: Worker;
  readonly #options: ThreadOptions<Failure>;
  /** Requests without a reply, the oldest first. */
  readonly #waiting: Waiting<Replies>[] = [];
  #gone: Error | null = null;

  private constructor(worker: Worker, options: ThreadOptions<Failure>) {
    this.#worker = worker;
    this.#options = options;
    worker.on('error', (error) => this.#lost(error));
    worker.on('exit', () => this.#lost(null));
  }

  /** Starts the thread; rejects with `StoreUnusable` when it cannot open its file. */
  static async start<Request extends { readonly kind: keyof Replies }, Replies, Failure>(
    options: ThreadOptions<Failure>,
  ): Promise<ThreadLink<Request, Replies, Failure>> {
    const { main, data, name } = options;
    // Flags of a test runner or a debugger are not meant for this thread.
    const worker = new Worker(main, { workerData: data, execArgv: [] });
    const link = new ThreadLink<Request, Replies, Failure>(worker, options);
    const ready = await new Promise<ThreadReady>((resolve, reject) => {
      worker.once('message', (message: ThreadReady) => {
        worker.on('message', (reply: ThreadReply<Replies, Failure>) => link.#settle(reply));
        resolve(message);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new StoreUnusable(`${name} ended with code ${code}.`)));
    });
    if ('unusable' in ready) {
      await worker.terminate();
      throw new StoreUnusable(ready.unusable);
    }
    return link;
  }

  request<Kind extends Request['kind']>(request: Extract<Request, { readonly kind: Kind }>): Promise<Replies[Kind]> {
    return this.#ask<Replies[Kind]>(request);
  }

  /** Lets the thread finish what it was asked, then ends it. */
  async close(): Promise<void> {
    if (this.#gone === null) {
      const closed = this.#ask<unknown>({ kind: 'close' });
      this.#gone = this.#options.gone('closed', null);
      await closed;
    }
    await this.#worker.terminate();
  }

  #ask<Value>(request: unknown): Promise<Value> {
    if (this.#gone !== null) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      // First, because it throws where the request cannot be cloned, and then no reply comes.
      this.#worker.postMessage(request);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a thread answers a request of one kind with that kind's reply, and in order
      this.#waiting.push({ resolve: resolve as Waiting<Replies>['resolve'], reject });
    });
  }

  #settle(reply: ThreadReply<Replies, Failure>): void {
    const waiting = this.#waiting.shift();
    if ('failure' in reply) waiting?.reject(this.#options.failed(reply.failure));
    else waiting?.resolve(reply.value);
  }

  #lost(cause: Error | null): void {
    this.#gone ??= this.#options.gone('ended', cause);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#gone);
  }
}
