import { resolve } from 'node:path';
import { startIndexThread } from './index-thread.ts';
import { SqliteSearchIndex } from './sqlite-search-index.ts';

/**
 * Opens the index of documents in a file of its own, which the caller must hold alone: the lock of the store beside it
 * does. Rejects with `StoreUnusable` where the file cannot serve.
 */
export async function openSqliteSearchIndex(path: string): Promise<SqliteSearchIndex> {
  const file = resolve(path);
  const writer = await startIndexThread({ file, role: 'write' });
  try {
    return new SqliteSearchIndex(writer, await startIndexThread({ file, role: 'read' }));
  } catch (error) {
    await writer.close();
    throw error;
  }
}
