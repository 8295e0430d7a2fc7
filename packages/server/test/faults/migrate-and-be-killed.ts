import { constants, DatabaseSync } from 'node:sqlite';
import { migrate, readMigrations } from '../../src/adapters/sqlite/writer/migrate.ts';

// Run as a process of its own: `node migrate-and-be-killed.ts <file> <n>`. It brings the database up to date as a start
// does, and is killed before its n-th statement; where there are fewer it says `done`.
const [, , file = '', n = ''] = process.argv;

/** What changes a schema or ends a transaction. SQLite asks once for each, before it runs the statement. */
const STATEMENTS: ReadonlySet<number> = new Set([
  constants.SQLITE_TRANSACTION,
  constants.SQLITE_CREATE_TABLE,
  constants.SQLITE_CREATE_INDEX,
  constants.SQLITE_ALTER_TABLE,
]);
let left = Number(n);

const database = new DatabaseSync(file);
database.exec('PRAGMA synchronous = FULL');
database.setAuthorizer((action) => {
  left -= STATEMENTS.has(action) ? 1 : 0;
  if (left === 0) {
    process.kill(process.pid, 'SIGKILL');
  }
  return constants.SQLITE_OK;
});
migrate(database, readMigrations());
process.stdout.write('done\n');
