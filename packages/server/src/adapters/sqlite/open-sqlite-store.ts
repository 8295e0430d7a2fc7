import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../ports/clock.ts';
import { StoreUnusable } from './errors.ts';
import { lockFile } from './lock.ts';
import { SqliteStore } from './sqlite-store.ts';
import { startWriter, type WriterLink } from './writer-link.ts';

export interface SqliteStoreOptions {
  /** Path of the database; its directory is made where it is missing. Beside it stand `-wal`, `-shm`, `.lock`, `.holder`. */
  readonly file: string;
  /** The id of this process among those that ever held the database. */
  readonly node: string;
  readonly clock: Clock;
  /**
   * How many commits the journal keeps; default 512; may change from start to start. Appends of a turn that lives
   * longer are sealed before they are written over: a longer journal seals less often and makes checkpoints dearer.
   */
  readonly ringEntries?: number;
}

/**
 * Opens the database and takes it for this process. Rejects with `StoreLocked` where another process has it and with
 * `StoreUnusable` where the file or its directory cannot serve; both carry one line for a person to act on.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { node, clock, ringEntries = 512 } = options;
  if (options.file === ':memory:' || options.file === '') {
    throw new StoreUnusable('The database has to be a file: what is in memory only cannot survive the process.');
  }
  const file = resolve(options.file);
  const lock = lockFile(file, clock.now());
  let link: WriterLink | null = null;
  try {
    link = await startWriter(file);
    const database = new DatabaseSync(file, { readOnly: true });
    return new SqliteStore({ node, clock, lock, link, database, ringEntries });
  } catch (error) {
    await link?.close();
    lock.release();
    throw error;
  }
}
