import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SQLITE, sqliteCode, StoreLocked, StoreUnusable } from './errors.ts';

export interface Lock {
  release(): void;
}

/**
 * Takes the database for this process, or throws `StoreLocked` with the holder's name. The lock is an exclusive
 * transaction on a database of its own beside the data (one on the data itself would keep our own reader out), so the
 * system frees it with the process, however that ends. Nothing may open `<file>.lock` by other means in this process:
 * closing any descriptor of a file drops the process's locks on it. So the holder's name is in a file of its own,
 * which tells a person whom to ask and decides nothing.
 */
export function lockFile(file: string, since: number): Lock {
  const holder = `${file}.holder`;
  let database: DatabaseSync;
  try {
    mkdirSync(dirname(file), { recursive: true });
    database = new DatabaseSync(`${file}.lock`, { timeout: 0 });
  } catch (error) {
    throw new StoreUnusable(cannotLock(file, error), { cause: error });
  }
  try {
    database.exec('BEGIN EXCLUSIVE');
    writeFileSync(holder, `${process.pid} on ${hostname()} since ${new Date(since).toISOString()}\n`);
  } catch (error) {
    database.close();
    if (sqliteCode(error) === SQLITE.busy) {
      throw new StoreLocked(`${file} is in use by process ${readHolder(holder)}.`);
    }
    throw new StoreUnusable(cannotLock(file, error), { cause: error });
  }
  return {
    release: () => {
      rmSync(holder, { force: true });
      database.close();
    },
  };
}

function readHolder(holder: string): string {
  try {
    return readFileSync(holder, 'utf8').trim();
  } catch {
    // The holder has the lock and has not written its name yet.
    return 'unknown';
  }
}

function cannotLock(file: string, error: unknown): string {
  const why = error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error);
  return `${file} cannot be opened: let the user that runs the server write ${dirname(file)} (${why}).`;
}
