import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '../../ports/store.ts';
import { StoreUnusable, unavailable } from './errors.ts';
import type { WriterReady, WriterReplies, WriterReply, WriterRequest } from './protocol.ts';

interface Waiting {
  readonly resolve: (value: WriterReplies[keyof WriterReplies]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The main thread's end of the writer. Replies come in the order of the requests, so nothing needs a number. When
 * the thread ends, whatever the reason, all that waits for it is rejected, and so is all that is asked later.
 */
export class WriterLink {
  readonly #worker: Worker;
  /** Requests without a reply, the oldest first. */
  readonly #waiting: Waiting[] = [];
  #gone: StoreUnavailable | null = null;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('error', (error) => this.#lost(error));
    worker.on('exit', () => this.#lost(null));
  }

  /** Starts the thread; rejects with `StoreUnusable` when it cannot open the file. */
  static async start(file: string): Promise<WriterLink> {
    // Flags of a test runner or a debugger are not meant for this thread.
    const worker = new Worker(new URL('./writer/main.ts', import.meta.url), { workerData: file, execArgv: [] });
    const link = new WriterLink(worker);
    const ready = await new Promise<WriterReady>((resolve, reject) => {
      worker.once('message', (message: WriterReady) => {
        worker.on('message', (reply: WriterReply) => link.#settle(reply));
        resolve(message);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new StoreUnusable(`The writer of ${file} ended with code ${code}.`)));
    });
    if ('unusable' in ready) {
      await worker.terminate();
      throw new StoreUnusable(ready.unusable);
    }
    return link;
  }

  request<Kind extends WriterRequest['kind']>(
    request: Extract<WriterRequest, { readonly kind: Kind }>,
  ): Promise<WriterReplies[Kind]> {
    if (this.#gone !== null) {
      return Promise.reject(this.#gone);
    }
    return new Promise((resolve, reject) => {
      // First, because it throws where the request cannot be cloned, and then no reply comes.
      this.#worker.postMessage(request);
      // The writer answers a request of one kind with that kind's reply, and in order.
      this.#waiting.push({ resolve: resolve as Waiting['resolve'], reject });
    });
  }

  /** Lets the writer finish what it was asked, then ends it. */
  async close(): Promise<void> {
    if (this.#gone === null) {
      const closed = this.request({ kind: 'close' });
      this.#gone = new StoreUnavailable('The database is closed.');
      await closed;
    }
    await this.#worker.terminate();
  }

  #settle(reply: WriterReply): void {
    const waiting = this.#waiting.shift();
    if ('failure' in reply) {
      waiting?.reject(unavailable(reply.failure));
    } else {
      waiting?.resolve(reply.value);
    }
  }

  #lost(cause: Error | null): void {
    this.#gone ??= new StoreUnavailable('The thread that writes the database has ended.', { cause });
    for (const { reject } of this.#waiting.splice(0)) {
      reject(this.#gone);
    }
  }
}
