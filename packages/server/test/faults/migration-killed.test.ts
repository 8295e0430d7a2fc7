import { copyFileSync, existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { migrate, readMigrations } from '../../src/adapters/sqlite/writer/migrate.ts';
import { openForWriting } from '../../src/adapters/sqlite/writer/open-for-writing.ts';
import { ended, startChild } from '../sqlite/child.ts';
import { testDirectory, type TestDirectory } from '../sqlite/directory.ts';

const MIGRATE = new URL('./migrate-and-be-killed.ts', import.meta.url);
const [initial] = readMigrations();

/** Kills the migration of `file` before its first, second, … statement until one of them gets through. */
async function killAtEach(
  prepare: (directory: TestDirectory) => string,
  then: (directory: TestDirectory) => void,
): Promise<number> {
  for (let statement = 1; ; statement += 1) {
    using directory = testDirectory();
    const child = await startChild(MIGRATE, [prepare(directory), String(statement)]);
    const end = await ended(child);
    if (end !== 'SIGKILL') {
      expect({ end, said: child.said }).toEqual({ end: 0, said: 'done' });
      return statement - 1;
    }
    then(directory);
  }
}

/** What the start after the kill makes of it. */
function schemaAfterStart({ file }: TestDirectory): string {
  openForWriting(file).close();
  return schemaOf(file);
}

function schemaOf(file: string): string {
  using database = new DatabaseSync(file);
  const schema = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all();
  const applied = database.prepare('SELECT version, name, checksum FROM migration ORDER BY version').all();
  return createHash('sha256')
    .update(JSON.stringify([schema, applied]))
    .digest('hex');
}

function undisturbed(): string {
  using directory = testDirectory();
  return schemaAfterStart(directory);
}

verifies('fault:F21', 'a first start that is killed at any statement leaves the schema to the next one', async () => {
  const whole = undisturbed();
  const kills = await killAtEach(
    ({ file }) => `${file}.new`,
    (directory) => {
      expect(existsSync(directory.file)).toBe(false);
      expect(schemaAfterStart(directory)).toBe(whole);
    },
  );
  const statements = readMigrations().flatMap(({ sql }) => sql.match(/^(?:CREATE|ALTER)/gm) ?? []);
  expect(kills).toBeGreaterThan(statements.length);
});

verifies(
  'fault:F21',
  'an update that is killed at any statement loses no row and is completed by the next start',
  async () => {
    using old = testDirectory();
    makeOld(old.file);
    const whole = undisturbed();
    const kills = await killAtEach(
      ({ file }) => {
        copyFileSync(old.file, file);
        return file;
      },
      (directory) => {
        expect(schemaAfterStart(directory)).toBe(whole);
        using database = new DatabaseSync(directory.file);
        expect(database.prepare('SELECT id, title FROM conversation').all()).toEqual([{ id: 'kept', title: 'Kept' }]);
      },
    );
    expect(kills).toBeGreaterThan(readMigrations().length);
  },
);

/** A database of the first version, with a row in it. */
function makeOld(file: string): void {
  using database = new DatabaseSync(file);
  migrate(database, initial === undefined ? [] : [initial]);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(`INSERT INTO conversation (id, owner, assistant, mount, title, created_at, updated_at)
    VALUES ('kept', 'anonymous', 'assistant', 'native', 'Kept', 1, 1)`);
}
