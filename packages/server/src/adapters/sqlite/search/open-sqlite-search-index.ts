import { resolve } from 'node:path';
import { IndexThread } from './index-thread.ts';
import { SqliteSearchIndex } from './sqlite-search-index.ts';

/**
 * Opens the index of documents in a file of its own, which the caller must hold alone: the lock of the store beside it
 * does. Rejects with `StoreUnusable` where the file cannot serve.
 */
export async function openSqliteSearchIndex(path: string): Promise<SqliteSearchIndex> {
  const file = resolve(path);
  const writer = await IndexThread.start({ file, role: 'write' });
  try {
    return new SqliteSearchIndex(writer, await IndexThread.start({ file, role: 'read' }));
  } catch (error) {
    await writer.close();
    throw error;
  }
}
