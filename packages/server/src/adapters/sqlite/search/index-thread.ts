import { Worker } from 'node:worker_threads';
import { SearchIndexError } from '../../../ports/search-index.ts';
import { StoreUnusable } from '../errors.ts';
import type { IndexReplies, IndexReply, IndexRequest, ThreadData, ThreadReady } from './protocol.ts';

interface Waiting {
  readonly resolve: (value: IndexReplies[keyof IndexReplies]) => void;
  readonly reject: (error: unknown) => void;
}

/** The main thread's end of one thread of the index. Replies come in the order of the requests. */
export class IndexThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #gone: SearchIndexError | null = null;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('error', (error) => this.#lost(error));
    worker.on('exit', () => this.#lost(null));
  }

  /** Rejects with `StoreUnusable` where the thread cannot open the file. */
  static async start(data: ThreadData): Promise<IndexThread> {
    const worker = new Worker(new URL('./worker/main.ts', import.meta.url), { workerData: data, execArgv: [] });
    const thread = new IndexThread(worker);
    const ready = await new Promise<ThreadReady>((resolve, reject) => {
      worker.once('message', (message: ThreadReady) => {
        worker.on('message', (reply: IndexReply) => thread.#settle(reply));
        resolve(message);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new StoreUnusable(`The index ${data.file} ended with code ${code}.`)));
    });
    if ('unusable' in ready) {
      await worker.terminate();
      throw new StoreUnusable(ready.unusable);
    }
    return thread;
  }

  request<Kind extends IndexRequest['kind']>(
    request: Extract<IndexRequest, { readonly kind: Kind }>,
  ): Promise<IndexReplies[Kind]> {
    if (this.#gone !== null) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      this.#worker.postMessage(request);
      // A thread answers a request of one kind with that kind's reply, and in order.
      this.#waiting.push({ resolve: resolve as Waiting['resolve'], reject });
    });
  }

  /** Lets the thread finish what it was asked, then ends it. */
  async close(): Promise<void> {
    if (this.#gone === null) {
      const closed = this.request({ kind: 'close' });
      this.#gone = new SearchIndexError('unavailable', 'The index of documents is closed.');
      await closed;
    }
    await this.#worker.terminate();
  }

  #settle(reply: IndexReply): void {
    const waiting = this.#waiting.shift();
    if ('failure' in reply) waiting?.reject(new SearchIndexError(reply.failure.code, reply.failure.message));
    else waiting?.resolve(reply.value);
  }

  #lost(cause: Error | null): void {
    this.#gone ??= new SearchIndexError('unavailable', 'A thread of the index of documents has ended.', { cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#gone);
  }
}
