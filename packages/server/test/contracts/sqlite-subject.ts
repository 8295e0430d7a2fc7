import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import { NOW } from './store-fixtures.ts';
import type { StoreSubject } from './store-subject.ts';

const WRITER = fileURLToPath(new URL('./sqlite-writer.ts', import.meta.url));

/** Reads the files in a process of its own: closing a file here would drop SQLite's locks on it. */
const SEARCH = `const { readdirSync, readFileSync } = require('node:fs');
const [directory, marker] = process.argv.slice(1);
const found = readdirSync(directory).some((name) => readFileSync(directory + '/' + name).includes(marker));
process.stdout.write(String(found));`;

/** A store in a directory of its own. */
export async function makeSqlite(): Promise<StoreSubject> {
  const directory = mkdtempSync(join(tmpdir(), 'parlance-sqlite-'));
  const file = join(directory, 'data', 'parlance.db');
  const clock = new ManualClock(NOW);
  let store = await openSqliteStore({ file, node: 'first', clock });
  return {
    get store() {
      return store;
    },
    clock,
    reopen: async (node) => {
      await store.close();
      store = await openSqliteStore({ file, node, clock });
    },
    stop: () => store.close(),
    startWriter: () => spawn(process.execPath, [WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] }),
    holds: (marker) =>
      Promise.resolve(
        execFileSync(process.execPath, ['-e', SEARCH, join(directory, 'data'), marker], { encoding: 'utf8' }) ===
          'true',
      ),
    [Symbol.asyncDispose]: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
