import { SearchIndexError } from '../../../ports/search-index.ts';
import { ThreadLink } from '../thread-link.ts';
import type { IndexFailure, IndexReplies, IndexRequest, ThreadData } from './protocol.ts';

type Link = ThreadLink<IndexRequest, IndexReplies, IndexFailure>;

const CLOSED = 'The index of documents is closed.';

/** The main thread's end of one thread of the index, which begins when it is first needed. */
export class IndexThread {
  readonly #data: ThreadData;
  readonly #before: IndexThread | null;
  #link: Promise<Link> | null = null;
  #isClosed = false;

  /** `before` has to run first, because it makes the file. */
  constructor(data: ThreadData, before: IndexThread | null = null) {
    this.#data = data;
    this.#before = before;
  }

  /** False until it is first needed. */
  get isNeeded(): boolean {
    return this.#link !== null || this.#isClosed;
  }

  /** Rejects with `StoreUnusable` where the thread cannot open the file; the next call tries again. */
  begin(): Promise<Link> {
    this.#link ??= this.#start().catch((error: unknown) => {
      this.#link = null;
      throw error;
    });
    return this.#link;
  }

  async request<Kind extends IndexRequest['kind']>(
    request: Extract<IndexRequest, { readonly kind: Kind }>,
  ): Promise<IndexReplies[Kind]> {
    if (this.#isClosed) throw new SearchIndexError('unavailable', CLOSED);
    const link = await this.begin().catch((cause: unknown) => {
      throw new SearchIndexError('unavailable', cause instanceof Error ? cause.message : String(cause), { cause });
    });
    return link.request(request);
  }

  /** Lets the thread finish what it was asked, then ends it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    // Whoever asked for a thread that did not begin knows it.
    const link = await this.#link?.catch(() => null);
    await link?.close();
  }

  async #start(): Promise<Link> {
    await this.#before?.begin();
    return ThreadLink.start({
      main: new URL('./worker/main.ts', import.meta.url),
      data: this.#data,
      name: `The index ${this.#data.file}`,
      failed: ({ code, message }) => new SearchIndexError(code, message),
      gone: (why, cause) =>
        why === 'closed'
          ? new SearchIndexError('unavailable', CLOSED)
          : new SearchIndexError('unavailable', 'A thread of the index of documents has ended.', { cause }),
    });
  }
}
