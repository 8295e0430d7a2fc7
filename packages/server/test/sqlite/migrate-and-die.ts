import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../../src/adapters/sqlite/writer/migrate.ts';
import { MIGRATIONS } from './migrations.ts';

// Run as a process of its own: `node migrate-and-die.ts <file>`. It is killed by its own second migration, half-way.
const [, , file = ''] = process.argv;
const database = new DatabaseSync(file);
database.exec('PRAGMA journal_mode = WAL');
database.function('die', () => {
  process.kill(process.pid, 'SIGKILL');
  return null;
});
migrate(database, MIGRATIONS);
