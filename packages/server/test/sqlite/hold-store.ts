import { SystemClock } from '../../src/adapters/clock/system.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';

// Run as a process of its own: `node hold-store.ts <file> hold|close`. It says `open`, or the name and text of the error.
const [, , file = '', then] = process.argv;
try {
  const store = await openSqliteStore({ file, node: `process-${process.pid}`, clock: new SystemClock() });
  process.stdout.write('open\n');
  if (then === 'close') {
    await store.close();
  }
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
}
