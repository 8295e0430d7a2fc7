import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreUnusable } from '../errors.ts';

export interface Migration {
  /** From the file's name: `001_initial.sql` is 1. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

const DIRECTORY = new URL('../migrations/', import.meta.url);

const TABLE = `CREATE TABLE IF NOT EXISTS migration (
  version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT`;

/** The migrations that are shipped in a folder, the oldest first. */
export function readMigrations(directory = DIRECTORY): readonly Migration[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({
      version: Number.parseInt(name, 10),
      name,
      sql: readFileSync(new URL(name, directory), 'utf8'),
    }));
}

/** Whether migrations like these made the database, whatever their number. Changes nothing. */
export function isOurs(database: DatabaseSync): boolean {
  const columns = database.prepare("SELECT name FROM pragma_table_info('migration') ORDER BY cid").all();
  return columns.map(({ name }) => name).join() === 'version,name,checksum';
}

/**
 * Applies what is missing, each migration and its record in one transaction, so that a process that is killed leaves
 * it applied or not begun. Refuses a database that was made by other migrations than these.
 */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  transaction(database, () => database.exec(TABLE));
  const applied = new Map(
    database
      .prepare('SELECT version, checksum FROM migration')
      .all()
      .map((row) => [Number(row['version']), String(row['checksum'])]),
  );
  const newest = Math.max(0, ...migrations.map(({ version }) => version));
  for (const version of applied.keys()) {
    if (version > newest) {
      throw new StoreUnusable(
        `${database.location()} was made by a newer Parlance (migration ${version}): update the server, or restore a backup.`,
      );
    }
  }
  for (const { version, name, sql } of migrations) {
    const checksum = createHash('sha256').update(sql).digest('hex');
    const existing = applied.get(version);
    if (existing === undefined) {
      transaction(database, () => {
        database.exec(sql);
        database.prepare('INSERT INTO migration VALUES (?, ?, ?)').run(version, name, checksum);
      });
    } else if (existing !== checksum) {
      throw new StoreUnusable(
        `${database.location()} was made with another version of ${name}: run the Parlance that made it.`,
      );
    }
  }
}

/** Begins by taking the write lock, which also finds out that the file cannot be written. */
function transaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) {
      database.exec('ROLLBACK');
    }
    throw error;
  }
}
