import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import { migrate } from '../../src/adapters/sqlite/writer/migrate.ts';
import { ended, startChild } from './child.ts';
import { testDirectory } from './directory.ts';
import { MIGRATIONS } from './migrations.ts';

const MIGRATE_AND_DIE = new URL('./migrate-and-die.ts', import.meta.url);

verifies(
  'store:migrations',
  'A migration that is killed half-way is undone, and applied by the next start',
  async () => {
    using directory = testDirectory();
    const child = await startChild(MIGRATE_AND_DIE, [directory.file]);
    expect(await ended(child)).toBe('SIGKILL');
    using database = new DatabaseSync(directory.file);
    expect(state(database)).toEqual({ tables: ['migration', 'one'], id: 1, versions: [1] });
    database.function('die', () => null);
    migrate(database, MIGRATIONS);
    expect(state(database)).toEqual({ tables: ['migration', 'one', 'three', 'two'], id: 2, versions: [1, 2] });
    migrate(database, MIGRATIONS);
  },
);

verifies('store:migrations', 'A migration that fails leaves everything before it', () => {
  using database = new DatabaseSync(':memory:');
  expect(() => migrate(database, MIGRATIONS)).toThrow('die');
  expect(state(database)).toEqual({ tables: ['migration', 'one'], id: 1, versions: [1] });
});

verifies('store:migrations', 'A draft that a killed first start left behind is thrown away', async () => {
  using directory = testDirectory();
  const child = await startChild(MIGRATE_AND_DIE, [`${directory.file}.new`]);
  await ended(child);
  writeFileSync(`${directory.file}.new-journal`, 'half a journal');
  const store = await openSqliteStore({ file: directory.file, node: 'next', clock: new ManualClock() });
  await store.ping();
  await store.close();
});

function state(database: DatabaseSync): unknown {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  const versions = database.prepare('SELECT version FROM migration ORDER BY version').all();
  return {
    tables: tables.map(({ name }) => name),
    id: database.prepare('SELECT id FROM one').get()?.['id'],
    versions: versions.map(({ version }) => version),
  };
}
