import { StoreUnavailable } from '../../ports/store.ts';
import { type Failure, unavailable } from './errors.ts';
import type { WriterReplies, WriterRequest } from './protocol.ts';
import { ThreadLink } from './thread-link.ts';

/** The main thread's end of the writer. */
export type WriterLink = ThreadLink<WriterRequest, WriterReplies, Failure>;

/** Rejects with `StoreUnusable` when the thread cannot open the file. */
export function startWriter(file: string): Promise<WriterLink> {
  return ThreadLink.start({
    main: new URL('./writer/main.ts', import.meta.url),
    data: file,
    name: `The writer of ${file}`,
    failed: unavailable,
    gone: (why, cause) =>
      why === 'closed'
        ? new StoreUnavailable('The database is closed.')
        : new StoreUnavailable('The thread that writes the database has ended.', { cause }),
  });
}
