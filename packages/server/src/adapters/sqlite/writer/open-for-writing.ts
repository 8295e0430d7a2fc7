import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SQLITE, sqliteCode, StoreUnusable } from '../errors.ts';
import { isOurs, migrate, type Migration, readMigrations } from './migrate.ts';

/** How long a checkpoint waits for a reader, milliseconds. */
const BUSY_TIMEOUT_MS = 1_000;
/** Up to this size every page is checked at start, which takes some ten milliseconds; beyond it the structure only. */
const CHECKED_BYTES = 16 * 1024 * 1024;

/**
 * Opens the database for its one writer and brings it up to date. The caller holds the lock. A new database is made
 * beside its place and moved there when it is whole, so that an empty or damaged file is never taken for a new one.
 * Throws `StoreUnusable`.
 */
export function openForWriting(file: string, migrations = readMigrations()): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) {
      create(file, migrations);
    }
    return openExisting(file, migrations);
  } catch (error) {
    throw error instanceof StoreUnusable ? error : new StoreUnusable(reason(file, error), { cause: error });
  }
}

function create(file: string, migrations: readonly Migration[]): void {
  if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0) {
    throw new StoreUnusable(
      `${file} is missing, but its write-ahead log is there: restore the database, or remove the log too.`,
    );
  }
  const draft = `${file}.new`;
  for (const path of [draft, `${draft}-journal`, `${draft}-wal`, `${draft}-shm`]) {
    rmSync(path, { force: true });
  }
  const database = new DatabaseSync(draft);
  try {
    database.exec('PRAGMA synchronous = FULL');
    migrate(database, migrations);
    database.exec('PRAGMA journal_mode = WAL');
  } finally {
    database.close();
  }
  renameSync(draft, file);
}

function openExisting(file: string, migrations: readonly Migration[]): DatabaseSync {
  const { size } = statSync(file);
  if (size === 0) {
    throw new StoreUnusable(
      `${file} is empty, which no database of Parlance ever is: restore it, or remove it to begin anew.`,
    );
  }
  // SQLite would open a file that it may not write without a word, and leave a log beside it.
  if (!isWritable(file)) {
    throw new StoreUnusable(notWritable(file));
  }
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: false });
  try {
    // Before anything is set, because even that would change the file.
    if (!isOurs(database)) {
      throw new StoreUnusable(
        `${file} is the database of another program: name another file in STORE_URL, or move this one away.`,
      );
    }
    // Zeroes what is deleted, so that erased text is not left in free pages. Source: DESIGN.md §8.14.
    database.exec('PRAGMA secure_delete = ON');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    if (size <= CHECKED_BYTES) {
      check(database, file);
    }
    migrate(database, migrations);
    // Permissions are not all: only a write says whether the file takes one.
    database.exec('INSERT OR REPLACE INTO pulse (id, at) VALUES (1, 0)');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function check(database: DatabaseSync, file: string): void {
  const result = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (result !== 'ok') {
    throw new StoreUnusable(`${file} is damaged (${String(result).replaceAll('\n', ' ')}): restore it from a backup.`);
  }
}

function reason(file: string, error: unknown): string {
  switch (sqliteCode(error)) {
    case SQLITE.notADatabase:
      return `${file} is not a SQLite database: name another file in STORE_URL, or move this one away.`;
    case SQLITE.corrupt:
      return `${file} is damaged: restore it from a backup.`;
    case SQLITE.readOnly:
      return notWritable(file);
    default:
      return `${file} cannot be used: ${describe(error)}. Look at its permissions, its directory and the disk.`;
  }
}

function notWritable(file: string): string {
  return `${file} cannot be written: let the user that runs the server write it and its directory.`;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error);
}
