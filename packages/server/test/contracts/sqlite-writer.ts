import { SystemClock } from '../../src/adapters/clock/system.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import { writeUntilKilled } from './store-writer.ts';

// Run as a process of its own: `node sqlite-writer.ts <file>`.
const [, , file = ''] = process.argv;
const store = await openSqliteStore({ file, node: 'writer', clock: new SystemClock() });
await writeUntilKilled(store, (line) => process.stdout.write(`${line}\n`));
