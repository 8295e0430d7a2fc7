import { SearchIndexError } from '../../../ports/search-index.ts';
import { ThreadLink } from '../thread-link.ts';
import type { IndexFailure, IndexReplies, IndexRequest, ThreadData } from './protocol.ts';

/** The main thread's end of one thread of the index. */
export type IndexThread = ThreadLink<IndexRequest, IndexReplies, IndexFailure>;

/** Rejects with `StoreUnusable` where the thread cannot open the file. */
export function startIndexThread(data: ThreadData): Promise<IndexThread> {
  return ThreadLink.start({
    main: new URL('./worker/main.ts', import.meta.url),
    data,
    name: `The index ${data.file}`,
    failed: ({ code, message }) => new SearchIndexError(code, message),
    gone: (why, cause) =>
      why === 'closed'
        ? new SearchIndexError('unavailable', 'The index of documents is closed.')
        : new SearchIndexError('unavailable', 'A thread of the index of documents has ended.', { cause }),
  });
}
