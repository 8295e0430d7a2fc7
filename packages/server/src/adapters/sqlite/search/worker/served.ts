import type { IndexReplies, IndexRequest } from '../protocol.ts';

/** One role of a thread: answers requests of its kind, throws at others. */
export interface Served {
  serve(request: IndexRequest): IndexReplies[keyof IndexReplies];
}
