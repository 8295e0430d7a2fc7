import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import { conversation, mustCommit } from '../contracts/store-fixtures.ts';
import { canMount, smallDirectory, testDirectory, type TestDirectory } from '../sqlite/directory.ts';
import { refusedStart } from '../support/refused-start.ts';

const EXIT_CONFIG = 78;
/** `nobody`: permissions do not bind the super-user, as whom tests may run. */
const NOBODY = 65_534;
const otherUser = process.getuid?.() === 0 ? NOBODY : undefined;
/** From this size on a start looks at the structure of a database only. */
const LARGE = 17 * 1024 * 1024;

interface Case {
  readonly name: string;
  /** Makes the fault; the database that is there is a good one. */
  readonly spoil: (directory: TestDirectory) => void;
  /** What the line says, beside the file's name: what is wrong, or what to do. */
  readonly says: RegExp;
  readonly size?: number;
}

const CASES: readonly Case[] = [
  {
    name: 'a file of something else',
    spoil: ({ file }) => writeFileSync(file, 'These are my notes. '.repeat(500)),
    says: /is not a SQLite database: name another file in STORE_URL/,
  },
  {
    name: 'an empty file',
    spoil: ({ file }) => writeFileSync(file, ''),
    says: /is empty.*: restore it, or remove it/,
  },
  {
    name: 'a database with a page overwritten',
    spoil: ({ file }) => overwritePage(file),
    says: /is damaged.*restore it from a backup/,
  },
  {
    name: 'a database that was cut off',
    spoil: ({ file }) => truncateSync(file, 20_000),
    says: /is damaged.*restore it from a backup/,
  },
  {
    name: 'a large database that was cut off',
    size: LARGE,
    spoil: ({ file }) => truncateSync(file, statSync(file).size - 4_096),
    says: /is damaged.*restore it from a backup/,
  },
  {
    name: 'the database of another program',
    spoil: ({ file }) => {
      writeFileSync(file, '');
      change(file, "CREATE TABLE bookmark (url TEXT); INSERT INTO bookmark VALUES ('https://example.org')");
    },
    says: /is the database of another program: name another file/,
  },
  {
    name: 'a database of a newer version',
    spoil: ({ file }) => change(file, "INSERT INTO migration VALUES (999, '999_future.sql', 'x')"),
    says: /was made by a newer Parlance \(migration 999\): update the server/,
  },
  {
    name: 'a write-ahead log whose database is gone',
    spoil: ({ file }) => {
      writeFileSync(`${file}-wal`, 'frames');
      execFileSync('rm', [file]);
    },
    says: /is missing, but its write-ahead log is there: restore the database/,
  },
  {
    name: 'a file that may not be written',
    spoil: ({ file, path }) => {
      chmodSync(file, 0o444);
      chmodSync(path, 0o777);
    },
    says: /cannot be written: let the user that runs the server write it/,
  },
  {
    name: 'a directory that may not be written',
    spoil: ({ path }) => chmodSync(path, 0o555),
    says: /cannot be opened: let the user that runs the server write/,
  },
];

describe('a start over', () => {
  for (const { name, spoil, says, size } of CASES) {
    verifies('fault:F15', `${name} ends with one line that says what to do, and changes nothing`, async () => {
      using directory = testDirectory();
      await makeDatabase(directory.file, size);
      spoil(directory);
      expectRefusal(directory, says);
    });
  }

  verifies('fault:F15', 'a directory in the place of the file ends with one line too', () => {
    using directory = testDirectory();
    chmodSync(directory.path, 0o777);
    mkdirSync(directory.file, { mode: 0o777 });
    expectRefusal(directory, /cannot be (used|written)/);
  });

  verifies('fault:F15', 'a damaged database starts again once it was restored', async () => {
    using directory = testDirectory();
    await makeDatabase(directory.file);
    const backup = readFileSync(directory.file);
    overwritePage(directory.file);
    expectRefusal(directory, /is damaged/);
    writeFileSync(directory.file, backup);
    const store = await openSqliteStore({ file: directory.file, node: 'next', clock: new ManualClock() });
    expect(await store.conversations({ owner: 'anonymous', limit: 100 })).toHaveLength(50);
    await store.close();
  });
});

const mounted = canMount() ? 'a start over' : 'a start over (left out: this user may not mount)';
describe.skipIf(!canMount())(mounted, () => {
  verifies('fault:F15', 'a file system that is read-only ends with one line too', async () => {
    using directory = smallDirectory(8 * 1024 * 1024);
    await makeDatabase(directory.file);
    execFileSync('mount', ['-o', 'remount,ro', directory.path]);
    try {
      expectRefusal(directory, /let the user that runs the server write/);
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', directory.path]);
    }
  });
});

function expectRefusal({ path, file }: TestDirectory, says: RegExp): void {
  const before = fingerprints(path);
  const { code, stderr } = refusedStart({ STORE_URL: `sqlite:${file}` }, otherUser);
  expect(stderr).toMatch(says);
  expect(stderr).toContain(file);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(code).toBe(EXIT_CONFIG);
  expect(fingerprints(path)).toEqual(before);
}

/** What every file holds but the lock, which is empty and says nothing of the data. */
function fingerprints(path: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(path, { withFileTypes: true })
      .filter(({ name }) => !name.endsWith('.lock'))
      .map((entry) => {
        const content = entry.isFile() ? readFileSync(join(path, entry.name)) : 'a directory';
        return [entry.name, createHash('sha256').update(content).digest('hex')];
      }),
  );
}

async function makeDatabase(file: string, size = 0): Promise<void> {
  const store = await openSqliteStore({ file, node: 'first', clock: new ManualClock() });
  const title = 'A title that fills the page '.repeat(Math.max(40, size / 28 / 50));
  for (let round = 0; round < 50; round += 1) {
    await mustCommit(store, {
      kind: 'conversation.create',
      conversation: conversation({ owner: 'anonymous', title }),
    });
  }
  await store.close();
  // So that another user may read and write it, as far as the case lets it.
  chmodSync(file, 0o666);
  chmodSync(join(file, '..'), 0o777);
  execFileSync('rm', ['-f', `${file}.lock`]);
}

function overwritePage(file: string): void {
  const bytes = readFileSync(file);
  const page = Math.floor(bytes.lastIndexOf('A title that fills the page') / 4_096) * 4_096;
  bytes.fill(0xa5, page, page + 4_096);
  writeFileSync(file, bytes);
}

function change(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}
