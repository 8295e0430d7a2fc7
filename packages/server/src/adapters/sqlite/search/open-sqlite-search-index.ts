import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { SqliteSearchIndex } from './sqlite-search-index.ts';

/**
 * Opens the index of documents in a file of its own, which the caller must hold alone: the lock of the store beside it
 * does. Rejects with `StoreUnusable` where the file cannot serve. A file that is not there is made with the first
 * document: who has none pays for no file and no thread.
 */
export async function openSqliteSearchIndex(path: string): Promise<SqliteSearchIndex> {
  const file = resolve(path);
  const index = new SqliteSearchIndex(file);
  // A log whose database is gone is refused like a damaged one.
  if (existsSync(file) || existsSync(`${file}-wal`)) await index.open();
  return index;
}
