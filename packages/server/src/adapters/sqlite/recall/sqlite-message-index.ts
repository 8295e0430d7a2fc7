import { resolve } from 'node:path';
import {
  type MessageIndex,
  MessageIndexUnavailable,
  type RecallHit,
  type RecallQuery,
} from '../../../ports/message-index.ts';
import { RecallThread } from './recall-thread.ts';

/**
 * Answers from the database of the store, on a thread that begins with the first question: who has no assistant that
 * remembers pays nothing. `file` is the store's; it has to be open already.
 */
export function createSqliteMessageIndex(file: string): MessageIndex {
  let thread: RecallThread | null = null;
  let closed = false;
  return {
    kind: 'lexical',
    search: async (query: RecallQuery): Promise<readonly RecallHit[] | null> => {
      if (closed) throw new MessageIndexUnavailable('The index of messages is closed.');
      // A thread that is lost is replaced with the next question.
      if (thread === null || thread.isGone) thread = new RecallThread(resolve(file));
      return thread.request({ kind: 'search', query });
    },
    close: async () => {
      closed = true;
      await thread?.close();
    },
  };
}
