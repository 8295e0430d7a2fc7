import { Worker } from 'node:worker_threads';
import { MessageIndexUnavailable, type RecallHit } from '../../../ports/message-index.ts';
import type { RecallReply, RecallRequest } from './protocol.ts';

type Hits = readonly RecallHit[] | null;

interface Waiting {
  readonly resolve: (hits: Hits) => void;
  readonly reject: (error: unknown) => void;
}

/** The main thread's end of the thread that searches messages. Replies come in the order of the requests. */
export class RecallThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #gone: MessageIndexUnavailable | null = null;

  constructor(file: string) {
    // Flags of a test runner or a debugger are not meant for this thread.
    this.#worker = new Worker(new URL('./worker/main.ts', import.meta.url), { workerData: file, execArgv: [] });
    this.#worker.on('message', (reply: RecallReply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#lost(error));
    this.#worker.on('exit', () => this.#lost(null));
    // It keeps no process alive by itself.
    this.#worker.unref();
  }

  get isGone(): boolean {
    return this.#gone !== null;
  }

  request(request: RecallRequest): Promise<Hits> {
    if (this.#gone !== null) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      this.#worker.postMessage(request);
      this.#waiting.push({ resolve, reject });
    });
  }

  /** Lets the thread finish what it was asked, then ends it. */
  async close(): Promise<void> {
    if (this.#gone === null) {
      const closed = this.request({ kind: 'close' });
      this.#gone = new MessageIndexUnavailable('The index of messages is closed.');
      await closed;
    }
    await this.#worker.terminate();
  }

  #settle(reply: RecallReply): void {
    const waiting = this.#waiting.shift();
    if ('failure' in reply) waiting?.reject(new MessageIndexUnavailable(reply.failure));
    else waiting?.resolve(reply.value);
  }

  #lost(cause: Error | null): void {
    this.#gone ??= new MessageIndexUnavailable('The thread that searches messages has ended.', { cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#gone);
  }
}
